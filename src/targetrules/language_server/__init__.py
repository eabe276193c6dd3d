"""The language server: what an editor asks by the Language Server Protocol, answered by :mod:`targetrules.editing`.

It needs the extra ``lsp`` (pygls); nothing else imports this package but the command that starts it.
"""
