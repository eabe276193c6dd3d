"""Why a unit was judged as it was, and the smallest change that would have changed it: data, without any wording."""
