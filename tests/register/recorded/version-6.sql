BEGIN TRANSACTION;
CREATE TABLE adoptions (
	event INTEGER NOT NULL, 
	policy TEXT NOT NULL, 
	period_kind TEXT NOT NULL, 
	first_period INTEGER, 
	persons INTEGER NOT NULL, 
	PRIMARY KEY (event)
);
INSERT INTO "adoptions" VALUES(2,'county','year',NULL,0);
CREATE TABLE closings (
	event INTEGER NOT NULL, 
	policy TEXT NOT NULL, 
	period INTEGER NOT NULL, 
	"group" TEXT NOT NULL, 
	PRIMARY KEY (event)
);
INSERT INTO "closings" VALUES(4,'county',2024,'[]');
INSERT INTO "closings" VALUES(8,'county',2025,'[]');
INSERT INTO "closings" VALUES(11,'county',2025,'[]');
CREATE TABLE column_lists (
	id INTEGER NOT NULL, 
	names TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (names)
);
INSERT INTO "column_lists" VALUES(1,'["kind", "score"]');
CREATE TABLE decided (
	event INTEGER NOT NULL, 
	policy TEXT NOT NULL, 
	period INTEGER NOT NULL, 
	whole INTEGER NOT NULL, 
	changed TEXT NOT NULL, 
	said TEXT NOT NULL, 
	PRIMARY KEY (event)
);
INSERT INTO "decided" VALUES(5,'county',2024,1,'null','[["good", [], false, {"outcome": {"grade": "good", "consequences": [], "undetermined": []}, "held": {}}, ["乙县"]], ["poor", ["warning-talk"], false, {"outcome": {"grade": "poor", "consequences": [{"id": "warning-talk", "to": [], "force": "must", "due": "2025-02-14"}], "undetermined": []}, "held": {}}, ["甲县"]]]');
INSERT INTO "decided" VALUES(9,'county',2025,1,'null','[["good", [], false, {"outcome": {"grade": "good", "consequences": [], "undetermined": []}, "held": {}}, ["乙县"]], ["poor", ["warning-talk", "reorganisation"], false, {"outcome": {"grade": "poor", "consequences": [{"id": "warning-talk", "to": [], "force": "must", "due": "2026-02-14"}, {"id": "reorganisation", "to": [], "force": "must"}], "undetermined": []}, "held": {}}, ["甲县"]]]');
INSERT INTO "decided" VALUES(13,'county',2025,1,'null','[["good", [], false, {"outcome": {"grade": "good", "consequences": [], "undetermined": []}, "held": {}}, ["乙县"]], ["poor", ["warning-talk", "reorganisation"], false, {"outcome": {"grade": "poor", "consequences": [{"id": "warning-talk", "to": [], "force": "must", "due": "2026-02-14"}, {"id": "reorganisation", "to": [], "force": "must"}], "undetermined": []}, "held": {}}, ["甲县"]]]');
CREATE TABLE decided_units (
	policy TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	period INTEGER NOT NULL, 
	event INTEGER NOT NULL, 
	PRIMARY KEY (policy, unit, period, event)
)
 WITHOUT ROWID

;
CREATE TABLE events (
	number INTEGER NOT NULL, 
	recorded_at TEXT NOT NULL, 
	holds_from TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	policy TEXT, 
	content TEXT NOT NULL, 
	hash BLOB NOT NULL, 
	packed BLOB, 
	PRIMARY KEY (number)
);
INSERT INTO "events" VALUES(1,'2027-03-01T08:01:00.000000Z','2027-03-01T08:01:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','register',NULL,'{"register": "905b4eb3beb24447a65159a423636148", "zone": "Asia/Shanghai", "version": "0.1.0"}',X'56152E14CE521CEF995F2A581DCA52848E27CFA8B96E20E6A2A057591435F574',NULL);
INSERT INTO "events" VALUES(2,'2027-03-01T08:02:00.000000Z','2027-03-01T08:02:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','policy','county','{"name": "county.toml", "text": "format = 1\n\n[policy]\nid = \"county\"\ntitle = \"Annual assessment of counties\"\n\n[[grades]]\nid = \"good\"\n[[grades]]\nid = \"poor\"\n\n[inputs]\nkind = { type = \"choice\", of = [\"county\", \"department\"] }\nscore = { type = \"number\", min = 0, max = 100, decimals = 2 }\n\n[rankings.overall]\nby = \"score\"\nwithin = \"kind\"\n\n[grading]\nby = \"score\"\nbands = { good = 60, poor = 0 }\n\n[[consequences]]\nid = \"warning-talk\"\nwhen = { any = [{ place = \"last\" }, { grade = \"poor\" }] }\nwithin = \"30 days\"\n\n[[consequences]]\nid = \"reorganisation\"\nwhen = { grade = \"poor\", consecutive = 2 }\n", "sha256": "ee0ba30dddb1156a2d019d92a08930541ccac0ebcb033da562d4ac1396b5ddb5", "period_kind": "year", "first_period": null, "persons": false, "reason": null}',X'4CC0F58209CD696E8B79DFBF762AA7188764EE54B37112772102BC1377411FE7',NULL);
INSERT INTO "events" VALUES(3,'2027-03-01T08:03:00.000000Z','2027-03-01T08:03:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','results','county','{"columns": ["kind", "score"], "rows": [["甲县", "2024", "county", "55"], ["乙县", "2024", "county", "75"]], "details": {}, "naming": {}}',X'528132DD4EF6D93A3FA80BEACB226C37B8B13504B91F31FB771413EFC77E1BF4',NULL);
INSERT INTO "events" VALUES(4,'2027-03-01T08:04:00.000000Z','2027-03-01T08:04:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','closing','county','{"period": 2024, "group": []}',X'F634575FB8ECA7DA2BD412DF8E2539AFE8DCA3396CD0D3623409C52ACD414A6D',NULL);
INSERT INTO "events" VALUES(5,'2027-03-01T08:05:00.000000Z','2027-03-01T08:05:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','decision','county','{"period": 2024, "text": 2, "based_on": 4, "whole": true, "reason": null, "held": {}, "kept": {}, "record": {"policy": "county", "policy_sha256": "ee0ba30dddb1156a2d019d92a08930541ccac0ebcb033da562d4ac1396b5ddb5", "input_sha256": "22c9322e6c079f756308a55418ac7bb73b0b8e92c71f75ed8e1d5dbadf3bf84c", "version": "0.1.0", "format": 1, "options": {"decided-on": "2025-01-15", "period": ["2024"], "input-format": "csv"}}, "outcomes": [{"unit": "乙县", "period": 2024, "grade": "good", "measures": {}, "places": {"overall": {"rank": 1, "size": 2}}, "conditions": {}, "statuses": [], "consequences": [], "replaced": [], "undetermined": []}, {"unit": "甲县", "period": 2024, "grade": "poor", "measures": {}, "places": {"overall": {"rank": 2, "size": 2}}, "conditions": {}, "statuses": [], "consequences": [{"id": "warning-talk", "to": [], "force": "must", "due": "2025-02-14"}], "replaced": [], "undetermined": []}]}',X'E53B617DD7D4BA7263494D7CB678468D9CBAA10AD0F94204DD1E22E6F3CC205F',NULL);
INSERT INTO "events" VALUES(6,'2027-03-01T08:06:00.000000Z','2027-03-01T08:06:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','results','county','{"columns": ["kind", "score"], "rows": [["甲县", "2025", "county", "50"], ["乙县", "2025", "county", "80"], ["丙县", "2025", "county", "70"]], "details": {}, "naming": {}}',X'7DEBBEC49FE2A31C65E981138421E5B11155A360BB2E588B2FEB72334B8E1199',NULL);
INSERT INTO "events" VALUES(7,'2027-03-01T08:07:00.000000Z','2027-03-01T08:07:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','withdrawal','county','{"columns": ["kind", "score"], "rows": [["丙县", "2025", "county", "70"]], "details": {}, "reason": "“重复”"}',X'5BC3F8DE34BABFEEADFF68F874E938B750F57BF385F5743C44356DB9F818F11C',NULL);
INSERT INTO "events" VALUES(8,'2027-03-01T08:08:00.000000Z','2027-03-01T08:08:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','closing','county','{"period": 2025, "group": []}',X'198E4464D9F420DA57E8803E5AB6A10151C11C822C75C8707C15C6709FD2A0AF',NULL);
INSERT INTO "events" VALUES(9,'2027-03-01T08:09:00.000000Z','2027-03-01T08:09:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','decision','county','{"period": 2025, "text": 2, "based_on": 8, "whole": true, "reason": null, "held": {}, "kept": {}, "record": {"policy": "county", "policy_sha256": "ee0ba30dddb1156a2d019d92a08930541ccac0ebcb033da562d4ac1396b5ddb5", "input_sha256": "65951bfe6915d4bceee284171bfe2387032d45d5949054da5fdcc91e6f5af664", "version": "0.1.0", "format": 1, "options": {"decided-on": "2026-01-15", "period": ["2025"], "input-format": "csv"}}, "outcomes": [{"unit": "乙县", "period": 2025, "grade": "good", "measures": {}, "places": {"overall": {"rank": 1, "size": 2}}, "conditions": {}, "statuses": [], "consequences": [], "replaced": [], "undetermined": []}, {"unit": "甲县", "period": 2025, "grade": "poor", "measures": {}, "places": {"overall": {"rank": 2, "size": 2}}, "conditions": {}, "statuses": [], "consequences": [{"id": "warning-talk", "to": [], "force": "must", "due": "2026-02-14"}, {"id": "reorganisation", "to": [], "force": "must"}], "replaced": [], "undetermined": []}]}',X'A5A95A6B613BB4140DFC5E3DEB4BB85AB6F65B420F36B1CA98B680AFC2CDFA5D',NULL);
INSERT INTO "events" VALUES(10,'2027-03-01T08:10:00.000000Z','2027-03-01T08:10:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','correction','county','{"columns": ["kind", "score"], "rows": [["乙县", "2025", "county", "81"]], "details": {}, "naming": {}, "before": [{"kind": "county", "score": "80"}], "reason": "audit"}',X'6BB6C47B347E8D7C9F24A53AC4CA3E62081B5CC4A0AC5CAABDB1613A29C8F169',NULL);
INSERT INTO "events" VALUES(11,'2027-03-01T08:10:00.000000Z','2027-03-01T08:10:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','closing','county','{"period": 2025, "group": [], "reason": "audit"}',X'FCC624461C624FFBDC3B4904A50494B44D2B7A9F3EC30BB9DA98B869F8768EE1',NULL);
INSERT INTO "events" VALUES(12,'2027-03-01T08:12:00.000000Z','2027-03-01T08:12:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','served','county','{"unit": "甲县", "period": 2025, "consequence": "warning-talk", "day": "2026-01-20"}',X'9382B469A8E8ABC654832576BF6267CFB9F43BA08E959BB1C5E349C9452D3C29',NULL);
INSERT INTO "events" VALUES(13,'2027-04-01T08:01:00.000000Z','2027-04-01T08:01:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','decision','county','{"period": 2025, "text": 2, "based_on": 12, "whole": true, "reason": "整体重定", "held": {}, "kept": {"甲县": {"warning-talk": {"id": "warning-talk", "to": [], "force": "must", "due": "2026-02-14"}}}, "record": {"policy": "county", "policy_sha256": "ee0ba30dddb1156a2d019d92a08930541ccac0ebcb033da562d4ac1396b5ddb5", "input_sha256": "69bce5648155e3d8f290864b4a3035006233182f9e884bb01f624827bfe57e29", "version": "0.1.0", "format": 1, "options": {"decided-on": "2027-04-02", "period": ["2025"], "input-format": "csv"}}, "columns": {"measures": [], "places": ["overall"]}, "alike": [{"grade": "good", "conditions": {}, "statuses": [], "consequences": [], "replaced": [], "undetermined": []}, {"grade": "poor", "conditions": {}, "statuses": [], "consequences": [{"id": "warning-talk", "to": [], "force": "must", "due": "2027-05-02"}, {"id": "reorganisation", "to": [], "force": "must"}], "replaced": [], "undetermined": []}], "outcomes": [["乙县", 0, 1, 2], ["甲县", 1, 2, 2]]}',X'A0509F9FBC5956E75D2CECA2866E174DB2C1A6FA3D4A0A535133200AE8B718FE',NULL);
INSERT INTO "events" VALUES(14,'2027-05-01T00:02:00.000000Z','2027-05-01T00:02:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','executed','county','{"unit": "甲县", "period": 2025, "consequence": "warning-talk", "day": "2026-02-01"}',X'35172381AB6B145DBB25D0765973A2146507C6CBF791F456E54DAD31794AD90E',NULL);
INSERT INTO "events" VALUES(15,'2027-05-01T00:04:00.000000Z','2027-05-01T00:04:00.000000Z','1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb','accepted','county','{"unit": "甲县", "period": 2025, "consequence": "warning-talk", "day": "2026-02-03"}',X'41C046AC505B30F83FA0A4C9198B003741B75008B9BDC5C7137FC19B9266FCA9',NULL);
CREATE TABLE fulfilments (
	event INTEGER NOT NULL, 
	policy TEXT NOT NULL, 
	period INTEGER NOT NULL, 
	unit TEXT NOT NULL, 
	consequence TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	day TEXT NOT NULL, 
	PRIMARY KEY (event)
);
INSERT INTO "fulfilments" VALUES(12,'county',2025,'甲县','warning-talk','served','2026-01-20');
INSERT INTO "fulfilments" VALUES(14,'county',2025,'甲县','warning-talk','executed','2026-02-01');
INSERT INTO "fulfilments" VALUES(15,'county',2025,'甲县','warning-talk','accepted','2026-02-03');
CREATE TABLE group_names (
	policy TEXT NOT NULL, 
	"of" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	appearance TEXT NOT NULL, 
	event INTEGER NOT NULL, 
	PRIMARY KEY (policy, "of", name)
)
 WITHOUT ROWID

;
CREATE TABLE names_said (
	event INTEGER NOT NULL, 
	policy TEXT NOT NULL, 
	naming TEXT NOT NULL, 
	PRIMARY KEY (event)
);
CREATE TABLE period_tables (
	policy TEXT NOT NULL, 
	period INTEGER NOT NULL, 
	event INTEGER NOT NULL, 
	columns INTEGER NOT NULL, 
	lines TEXT NOT NULL, 
	PRIMARY KEY (policy, period)
);
INSERT INTO "period_tables" VALUES('county',2024,4,1,'乙县,2024,county,75
甲县,2024,county,55
');
INSERT INTO "period_tables" VALUES('county',2025,11,1,'乙县,2025,county,81
甲县,2025,county,50
');
CREATE TABLE persons (
	person TEXT NOT NULL, 
	salt BLOB NOT NULL, 
	name TEXT NOT NULL, 
	appearance TEXT NOT NULL, 
	PRIMARY KEY (person), 
	UNIQUE (name)
);
INSERT INTO "persons" VALUES('1cfec428356a462940b89d9cedbacf657059c4d56a399fa79f90edb27abfe4fb',X'E286C756FE93CDB014C61CA493338601FCA6D6D82EC1002120398039E846AE4B','Li Wei','li wei');
CREATE TABLE posts (
	event INTEGER NOT NULL, 
	policy TEXT NOT NULL, 
	appointment INTEGER NOT NULL, 
	person TEXT NOT NULL, 
	role TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	since TEXT NOT NULL, 
	until TEXT, 
	taken_back INTEGER NOT NULL, 
	PRIMARY KEY (event)
);
CREATE TABLE properties (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "properties" VALUES('schema','6');
CREATE TABLE result_versions (
	policy TEXT NOT NULL, 
	period INTEGER NOT NULL, 
	unit TEXT NOT NULL, 
	event INTEGER NOT NULL, 
	columns INTEGER, 
	line TEXT, 
	details TEXT, 
	PRIMARY KEY (policy, period, unit, event), 
	FOREIGN KEY(columns) REFERENCES column_lists (id)
)
 WITHOUT ROWID

;
INSERT INTO "result_versions" VALUES('county',2024,'乙县',3,1,'乙县,2024,county,75
',NULL);
INSERT INTO "result_versions" VALUES('county',2024,'甲县',3,1,'甲县,2024,county,55
',NULL);
INSERT INTO "result_versions" VALUES('county',2025,'丙县',6,1,'丙县,2025,county,70
',NULL);
INSERT INTO "result_versions" VALUES('county',2025,'丙县',7,NULL,NULL,NULL);
INSERT INTO "result_versions" VALUES('county',2025,'乙县',6,1,'乙县,2025,county,80
',NULL);
INSERT INTO "result_versions" VALUES('county',2025,'乙县',10,1,'乙县,2025,county,81
',NULL);
INSERT INTO "result_versions" VALUES('county',2025,'甲县',6,1,'甲县,2025,county,50
',NULL);
CREATE TABLE target_versions (
	policy TEXT NOT NULL, 
	period INTEGER NOT NULL, 
	unit TEXT NOT NULL, 
	event INTEGER NOT NULL, 
	targets TEXT NOT NULL, 
	PRIMARY KEY (policy, period, unit, event)
)
 WITHOUT ROWID

;
CREATE TABLE touched_periods (
	policy TEXT NOT NULL, 
	period INTEGER NOT NULL, 
	event INTEGER NOT NULL, 
	PRIMARY KEY (policy, period)
)
 WITHOUT ROWID

;
INSERT INTO "touched_periods" VALUES('county',2024,3);
INSERT INTO "touched_periods" VALUES('county',2025,10);
CREATE TABLE units (
	policy TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	appearance TEXT NOT NULL, 
	event INTEGER NOT NULL, 
	PRIMARY KEY (policy, unit)
)
 WITHOUT ROWID

;
INSERT INTO "units" VALUES('county','丙县','丙县',6);
INSERT INTO "units" VALUES('county','乙县','乙县',3);
INSERT INTO "units" VALUES('county','甲县','甲县',3);
CREATE INDEX events_by_instant ON events (recorded_at);
CREATE INDEX events_by_kind ON events (kind, number);
CREATE INDEX ix_persons_appearance ON persons (appearance);
CREATE TRIGGER events_no_update BEFORE update ON events BEGIN SELECT RAISE(ABORT, 'targetrules: what was recorded is never changed'); END;
CREATE TRIGGER events_no_delete BEFORE delete ON events BEGIN SELECT RAISE(ABORT, 'targetrules: what was recorded is never changed'); END;
CREATE TRIGGER persons_no_update BEFORE update ON persons BEGIN SELECT RAISE(ABORT, 'targetrules: what was recorded is never changed'); END;
CREATE TRIGGER events_no_replace BEFORE INSERT ON events WHEN EXISTS (SELECT 1 FROM events WHERE number = NEW.number) BEGIN SELECT RAISE(ABORT, 'targetrules: what was recorded is never changed'); END;
CREATE TRIGGER persons_no_replace BEFORE INSERT ON persons WHEN EXISTS (SELECT 1 FROM persons WHERE person = NEW.person OR name = NEW.name) BEGIN SELECT RAISE(ABORT, 'targetrules: what was recorded is never changed'); END;
CREATE TRIGGER persons_no_delete BEFORE DELETE ON persons WHEN NOT EXISTS (SELECT 1 FROM events WHERE kind = 'erasure'
    AND content LIKE '%"person": "' || OLD.person || '"%') BEGIN SELECT RAISE(ABORT, 'targetrules: what was recorded is never changed'); END;
CREATE INDEX ix_adoptions_policy ON adoptions (policy);
CREATE INDEX units_by_appearance ON units (policy, appearance);
CREATE INDEX group_names_by_appearance ON group_names (policy, "of", appearance);
CREATE INDEX closings_by_period ON closings (policy, period);
CREATE INDEX decided_by_period ON decided (policy, period, whole);
CREATE INDEX fulfilments_by_unit ON fulfilments (policy, period, unit);
CREATE INDEX posts_by_person ON posts (policy, person);
CREATE INDEX posts_by_unit ON posts (policy, unit);
CREATE INDEX posts_by_appointment ON posts (appointment);
CREATE INDEX result_versions_by_unit ON result_versions (policy, unit);
COMMIT;
