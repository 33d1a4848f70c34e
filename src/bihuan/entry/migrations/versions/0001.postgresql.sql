CREATE TABLE event (
	seq BIGSERIAL NOT NULL,
	stream TEXT NOT NULL,
	no INTEGER NOT NULL,
	type TEXT NOT NULL,
	at BIGINT NOT NULL,
	correlation TEXT NOT NULL,
	body TEXT NOT NULL,
	hash BYTEA NOT NULL,
	CONSTRAINT pk_event PRIMARY KEY (seq),
	CONSTRAINT uq_event_stream_no UNIQUE (stream, no)
)
;
CREATE TABLE turn ()
;
CREATE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'event is append-only'; END$$
;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION event_append_only()
;
CREATE TABLE payload (
	stream TEXT NOT NULL,
	no INTEGER NOT NULL,
	key BYTEA NOT NULL,
	data BYTEA NOT NULL,
	CONSTRAINT pk_payload PRIMARY KEY (stream, no)
)
;
CREATE TABLE leaf (
	idx BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	hash BYTEA NOT NULL,
	CONSTRAINT pk_leaf PRIMARY KEY (idx),
	CONSTRAINT uq_leaf_seq UNIQUE (seq)
)
;
CREATE FUNCTION leaf_append_only() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'leaf is append-only'; END$$
;
CREATE TRIGGER leaf_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON leaf FOR EACH STATEMENT EXECUTE FUNCTION leaf_append_only()
;
CREATE TABLE merkle_node (
	level INTEGER NOT NULL,
	idx BIGINT NOT NULL,
	hash BYTEA NOT NULL,
	CONSTRAINT pk_merkle_node PRIMARY KEY (level, idx)
)
;
CREATE FUNCTION merkle_node_append_only() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'merkle_node is append-only'; END$$
;
CREATE TRIGGER merkle_node_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON merkle_node FOR EACH STATEMENT EXECUTE FUNCTION merkle_node_append_only()
;
CREATE TABLE checkpoint (
	size BIGINT NOT NULL,
	at BIGINT NOT NULL,
	root BYTEA NOT NULL,
	note TEXT NOT NULL,
	CONSTRAINT pk_checkpoint PRIMARY KEY (size)
)
;
CREATE FUNCTION checkpoint_append_only() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'checkpoint is append-only'; END$$
;
CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint FOR EACH STATEMENT EXECUTE FUNCTION checkpoint_append_only()
;
CREATE TABLE command_result (
	seq BIGSERIAL NOT NULL,
	id TEXT NOT NULL,
	body_hash BYTEA NOT NULL,
	ref TEXT NOT NULL,
	at BIGINT NOT NULL,
	CONSTRAINT pk_command_result PRIMARY KEY (seq),
	CONSTRAINT uq_command_result_id UNIQUE (id)
)
;
CREATE TABLE outbox (
	id TEXT NOT NULL,
	stream TEXT NOT NULL,
	no INTEGER NOT NULL,
	follower TEXT NOT NULL,
	state TEXT NOT NULL,
	attempts INTEGER NOT NULL,
	due BIGINT NOT NULL,
	last_error TEXT,
	at BIGINT NOT NULL,
	CONSTRAINT pk_outbox PRIMARY KEY (id)
)
;
CREATE INDEX ix_outbox_due ON outbox (due) WHERE state = 'waiting'
;
CREATE TABLE timer (
	stream TEXT NOT NULL,
	name TEXT NOT NULL,
	due BIGINT NOT NULL,
	command TEXT NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_timer PRIMARY KEY (stream, name)
)
;
CREATE INDEX ix_timer_due ON timer (due)
;
CREATE TABLE user_account (
	id TEXT NOT NULL,
	state TEXT NOT NULL,
	name TEXT,
	name_key TEXT COLLATE "C",
	login TEXT,
	phone TEXT,
	email TEXT,
	language TEXT NOT NULL,
	customer TEXT,
	manager TEXT,
	created_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	version INTEGER NOT NULL,
	CONSTRAINT pk_user_account PRIMARY KEY (id),
	CONSTRAINT uq_user_account_login UNIQUE (login)
)
;
CREATE INDEX ix_user_account_name ON user_account (name_key, id)
;
CREATE TABLE user_member (
	"user" TEXT NOT NULL,
	kind TEXT NOT NULL,
	target TEXT NOT NULL,
	place INTEGER NOT NULL,
	level INTEGER,
	CONSTRAINT pk_user_member PRIMARY KEY ("user", kind, target)
)
;
CREATE INDEX ix_user_member_target ON user_member (kind, target, "user")
;
CREATE TABLE user_deputy (
	"user" TEXT NOT NULL,
	place INTEGER NOT NULL,
	deputy TEXT NOT NULL,
	from_at BIGINT NOT NULL,
	until_at BIGINT NOT NULL,
	CONSTRAINT pk_user_deputy PRIMARY KEY ("user", place)
)
;
CREATE TABLE org_unit (
	id TEXT NOT NULL,
	kind TEXT NOT NULL,
	name TEXT NOT NULL,
	name_key TEXT COLLATE "C",
	parent TEXT,
	head TEXT,
	removed BOOLEAN NOT NULL,
	version INTEGER NOT NULL,
	CONSTRAINT pk_org_unit PRIMARY KEY (id)
)
;
CREATE INDEX ix_org_unit_kind ON org_unit (kind, name_key, id)
;
CREATE TABLE role (
	key TEXT NOT NULL,
	label JSONB NOT NULL,
	grants JSONB NOT NULL,
	ready BOOLEAN NOT NULL,
	removed BOOLEAN NOT NULL,
	version INTEGER NOT NULL,
	CONSTRAINT pk_role PRIMARY KEY (key)
)
;
CREATE TABLE confidential_type (
	type TEXT NOT NULL,
	confidential BOOLEAN NOT NULL,
	CONSTRAINT pk_confidential_type PRIMARY KEY (type)
)
;
CREATE TABLE identity_epoch (
	id INTEGER NOT NULL,
	value TEXT NOT NULL,
	CONSTRAINT pk_identity_epoch PRIMARY KEY (id)
)
;
CREATE TABLE credential (
	"user" TEXT NOT NULL,
	password TEXT,
	password_expires BOOLEAN NOT NULL,
	totp_secret TEXT,
	totp_state TEXT NOT NULL,
	totp_step BIGINT NOT NULL,
	version INTEGER NOT NULL,
	CONSTRAINT pk_credential PRIMARY KEY ("user")
)
;
CREATE TABLE session (
	id TEXT NOT NULL,
	"user" TEXT NOT NULL,
	token_hash TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	idle_ms BIGINT NOT NULL,
	ip TEXT,
	device TEXT,
	CONSTRAINT pk_session PRIMARY KEY (id),
	CONSTRAINT uq_session_token_hash UNIQUE (token_hash)
)
;
CREATE INDEX ix_session_user ON session ("user")
;
CREATE TABLE api_token (
	id TEXT NOT NULL,
	"user" TEXT NOT NULL,
	name TEXT NOT NULL,
	token_hash TEXT NOT NULL,
	scopes JSONB NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT,
	revoked BOOLEAN NOT NULL,
	CONSTRAINT pk_api_token PRIMARY KEY (id),
	CONSTRAINT uq_api_token_token_hash UNIQUE (token_hash)
)
;
CREATE INDEX ix_api_token_user ON api_token ("user")
;
CREATE TABLE credential_use (
	id TEXT NOT NULL,
	at BIGINT NOT NULL,
	CONSTRAINT pk_credential_use PRIMARY KEY (id)
)
;
CREATE TABLE sign_in_attempt (
	key TEXT NOT NULL,
	failures INTEGER NOT NULL,
	last_at BIGINT NOT NULL,
	next_at BIGINT NOT NULL,
	CONSTRAINT pk_sign_in_attempt PRIMARY KEY (key)
)
;
CREATE INDEX ix_sign_in_attempt_last ON sign_in_attempt (last_at)
;
CREATE TABLE file (
	id TEXT NOT NULL,
	version INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	created_by TEXT,
	name TEXT,
	size BIGINT NOT NULL,
	media_type TEXT NOT NULL,
	kind TEXT NOT NULL,
	address TEXT,
	width INTEGER,
	height INTEGER,
	thumbnail TEXT,
	sha256 TEXT,
	erased_at BIGINT,
	CONSTRAINT pk_file PRIMARY KEY (id)
)
;
CREATE INDEX ix_file_address ON file (address)
;
CREATE INDEX ix_file_thumbnail ON file (thumbnail)
;
CREATE TABLE file_binding (
	file TEXT NOT NULL,
	kind TEXT NOT NULL,
	owner TEXT NOT NULL,
	CONSTRAINT pk_file_binding PRIMARY KEY (file, kind, owner)
)
;
CREATE INDEX ix_file_binding_owner ON file_binding (kind, owner)
;
CREATE TABLE upload (
	id TEXT NOT NULL,
	by TEXT NOT NULL,
	name TEXT NOT NULL,
	size BIGINT NOT NULL,
	sha256 TEXT,
	"offset" BIGINT NOT NULL,
	at BIGINT NOT NULL,
	facts JSONB,
	CONSTRAINT pk_upload PRIMARY KEY (id)
)
;
CREATE INDEX ix_upload_by ON upload (by)
;
CREATE INDEX ix_upload_at ON upload (at)
;
CREATE TABLE upload_part (
	upload TEXT NOT NULL,
	"offset" BIGINT NOT NULL,
	name TEXT NOT NULL,
	CONSTRAINT pk_upload_part PRIMARY KEY (upload, "offset")
)
;
CREATE TABLE customer (
	id TEXT NOT NULL,
	version INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	created_by TEXT,
	updated_at BIGINT NOT NULL,
	archived_at BIGINT,
	erased_at BIGINT,
	name TEXT,
	name_sort TEXT COLLATE "C",
	code TEXT,
	code_key TEXT,
	category TEXT,
	level TEXT,
	industry TEXT,
	area TEXT,
	department TEXT,
	team TEXT,
	owner TEXT,
	tags JSONB,
	note TEXT,
	CONSTRAINT pk_customer PRIMARY KEY (id)
)
;
CREATE INDEX ix_customer_name_sort ON customer (name_sort, id)
;
CREATE UNIQUE INDEX ix_customer_code_key ON customer (code_key)
;
CREATE INDEX ix_customer_team ON customer (team)
;
CREATE INDEX ix_customer_department ON customer (department)
;
CREATE INDEX ix_customer_created_at ON customer (created_at, id)
;
CREATE INDEX ix_customer_owner ON customer (owner)
;
CREATE INDEX ix_customer_area ON customer (area)
;
CREATE TABLE contact (
	id TEXT NOT NULL,
	version INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	created_by TEXT,
	updated_at BIGINT NOT NULL,
	archived_at BIGINT,
	erased_at BIGINT,
	customer TEXT,
	name TEXT,
	name_sort TEXT COLLATE "C",
	phone TEXT,
	phone_key TEXT,
	phone_other TEXT,
	phone_other_key TEXT,
	email TEXT,
	wechat TEXT,
	position TEXT,
	main BOOLEAN,
	note TEXT,
	CONSTRAINT pk_contact PRIMARY KEY (id)
)
;
CREATE INDEX ix_contact_phone_key ON contact (phone_key)
;
CREATE INDEX ix_contact_name_sort ON contact (name_sort, id)
;
CREATE INDEX ix_contact_customer ON contact (customer)
;
CREATE INDEX ix_contact_phone_other_key ON contact (phone_other_key)
;
CREATE INDEX ix_contact_created_at ON contact (created_at, id)
;
CREATE TABLE site (
	id TEXT NOT NULL,
	version INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	created_by TEXT,
	updated_at BIGINT NOT NULL,
	archived_at BIGINT,
	erased_at BIGINT,
	customer TEXT,
	name TEXT,
	name_sort TEXT COLLATE "C",
	address TEXT,
	area TEXT,
	point JSONB,
	note TEXT,
	CONSTRAINT pk_site PRIMARY KEY (id)
)
;
CREATE INDEX ix_site_created_at ON site (created_at, id)
;
CREATE INDEX ix_site_customer ON site (customer)
;
CREATE INDEX ix_site_name_sort ON site (name_sort, id)
;
CREATE INDEX ix_site_area ON site (area)
;
CREATE TABLE contract (
	id TEXT NOT NULL,
	version INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	created_by TEXT,
	updated_at BIGINT NOT NULL,
	archived_at BIGINT,
	erased_at BIGINT,
	customer TEXT,
	number TEXT,
	number_key TEXT,
	name TEXT,
	name_sort TEXT COLLATE "C",
	valid_from TEXT,
	valid_to TEXT,
	amount NUMERIC,
	currency TEXT,
	sla TEXT,
	cover JSONB,
	note TEXT,
	CONSTRAINT pk_contract PRIMARY KEY (id)
)
;
CREATE UNIQUE INDEX ix_contract_number_key ON contract (number_key)
;
CREATE INDEX ix_contract_customer ON contract (customer)
;
CREATE INDEX ix_contract_customer_valid_to ON contract (customer, valid_to)
;
CREATE INDEX ix_contract_created_at ON contract (created_at, id)
;
CREATE INDEX ix_contract_name_sort ON contract (name_sort, id)
;
CREATE TABLE device (
	id TEXT NOT NULL,
	version INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	created_by TEXT,
	updated_at BIGINT NOT NULL,
	archived_at BIGINT,
	erased_at BIGINT,
	name TEXT,
	name_sort TEXT COLLATE "C",
	sn TEXT,
	sn_key TEXT,
	code TEXT,
	model TEXT,
	model_sort TEXT COLLATE "C",
	brand TEXT,
	category TEXT,
	customer TEXT,
	site TEXT,
	parent TEXT,
	place TEXT,
	installed_on TEXT,
	next_service TEXT,
	warranty_until TEXT,
	state TEXT,
	note TEXT,
	CONSTRAINT pk_device PRIMARY KEY (id)
)
;
CREATE INDEX ix_device_created_at ON device (created_at, id)
;
CREATE INDEX ix_device_site ON device (site)
;
CREATE INDEX ix_device_name_sort ON device (name_sort, id)
;
CREATE UNIQUE INDEX ix_device_sn_key ON device (sn_key)
;
CREATE UNIQUE INDEX ix_device_code ON device (code)
;
CREATE INDEX ix_device_model_sort ON device (model_sort, id)
;
CREATE INDEX ix_device_customer ON device (customer)
;
CREATE INDEX ix_device_parent ON device (parent)
;
CREATE TABLE device_document (
	device TEXT NOT NULL,
	file TEXT NOT NULL,
	label TEXT NOT NULL,
	at BIGINT NOT NULL,
	by TEXT,
	CONSTRAINT pk_device_document PRIMARY KEY (device, file)
)
;
CREATE TABLE form_version (
	stream_id TEXT NOT NULL,
	version INTEGER NOT NULL,
	form TEXT NOT NULL,
	body JSONB NOT NULL,
	weight TEXT NOT NULL,
	changes JSONB NOT NULL,
	published_by TEXT,
	published_at BIGINT NOT NULL,
	CONSTRAINT pk_form_version PRIMARY KEY (stream_id, version)
)
;
CREATE TABLE flow_version (
	stream_id TEXT NOT NULL,
	version INTEGER NOT NULL,
	flow TEXT NOT NULL,
	body JSONB NOT NULL,
	form TEXT NOT NULL,
	form_version INTEGER NOT NULL,
	findings JSONB NOT NULL,
	published_by TEXT,
	published_at BIGINT NOT NULL,
	CONSTRAINT pk_flow_version PRIMARY KEY (stream_id, version)
)
;
CREATE TABLE ticket_type (
	stream_id TEXT NOT NULL,
	key TEXT NOT NULL,
	version INTEGER NOT NULL,
	label JSONB NOT NULL,
	form TEXT NOT NULL,
	flow TEXT NOT NULL,
	prefix TEXT NOT NULL,
	department TEXT,
	default_priority TEXT NOT NULL,
	confidential BOOLEAN NOT NULL,
	archive_days INTEGER NOT NULL,
	active BOOLEAN NOT NULL,
	CONSTRAINT pk_ticket_type PRIMARY KEY (stream_id),
	CONSTRAINT uq_ticket_type_key UNIQUE (key)
)
;
CREATE TABLE ticket (
	pos BIGINT NOT NULL,
	id TEXT NOT NULL,
	number TEXT NOT NULL,
	type TEXT NOT NULL,
	form TEXT NOT NULL,
	form_version INTEGER NOT NULL,
	flow TEXT NOT NULL,
	flow_version INTEGER NOT NULL,
	title TEXT,
	description TEXT,
	priority TEXT NOT NULL,
	priority_source TEXT NOT NULL,
	stage TEXT NOT NULL,
	category TEXT NOT NULL,
	channel TEXT NOT NULL,
	system TEXT,
	external_ref TEXT,
	customer TEXT,
	contact TEXT,
	site TEXT,
	device TEXT,
	contract TEXT,
	contract_source TEXT NOT NULL,
	region TEXT,
	geo JSONB,
	department TEXT,
	team TEXT,
	assignee TEXT,
	submitter TEXT NOT NULL,
	created_by TEXT,
	data JSONB,
	tags JSONB,
	next_due BIGINT,
	next_clock TEXT,
	clock_state TEXT,
	red BOOLEAN NOT NULL,
	archive_days INTEGER NOT NULL,
	version INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	resolved_at BIGINT,
	ended_at BIGINT,
	archived_at BIGINT,
	CONSTRAINT pk_ticket PRIMARY KEY (pos),
	CONSTRAINT uq_ticket_id UNIQUE (id),
	CONSTRAINT uq_ticket_number UNIQUE (number)
)
;
CREATE INDEX ix_ticket_department ON ticket (department, pos) WHERE department IS NOT NULL
;
CREATE INDEX ix_ticket_customer ON ticket (customer, pos) WHERE customer IS NOT NULL
;
CREATE INDEX ix_ticket_submitter ON ticket (submitter, pos)
;
CREATE INDEX ix_ticket_next_due ON ticket (next_due, pos) WHERE next_due IS NOT NULL
;
CREATE INDEX ix_ticket_device ON ticket (device, pos) WHERE device IS NOT NULL
;
CREATE UNIQUE INDEX uq_ticket_external ON ticket (system, external_ref) WHERE external_ref IS NOT NULL
;
CREATE INDEX ix_ticket_category ON ticket (category, pos)
;
CREATE INDEX ix_ticket_assignee ON ticket (assignee, pos) WHERE assignee IS NOT NULL
;
CREATE TABLE ticket_search (pos bigint PRIMARY KEY, tokens tsvector NOT NULL)
;
CREATE INDEX ix_ticket_search_tokens ON ticket_search USING gin (tokens)
;
CREATE TABLE ticket_run (
	ticket TEXT NOT NULL,
	state JSONB NOT NULL,
	CONSTRAINT pk_ticket_run PRIMARY KEY (ticket)
)
;
CREATE TABLE task (
	id TEXT NOT NULL,
	ticket TEXT NOT NULL,
	step TEXT NOT NULL,
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	owner TEXT,
	candidates JSONB NOT NULL,
	visit TEXT,
	opened_at BIGINT NOT NULL,
	closed_at BIGINT,
	CONSTRAINT pk_task PRIMARY KEY (id)
)
;
CREATE INDEX ix_task_ticket ON task (ticket)
;
CREATE INDEX ix_task_owner ON task (owner, opened_at) WHERE state = 'open'
;
CREATE TABLE visit (
	id TEXT NOT NULL,
	task TEXT NOT NULL,
	ticket TEXT NOT NULL,
	person TEXT NOT NULL,
	state TEXT NOT NULL,
	offered_at BIGINT,
	accepted_at BIGINT,
	departed_at BIGINT,
	arrived_at BIGINT,
	began_at BIGINT,
	ended_at BIGINT,
	CONSTRAINT pk_visit PRIMARY KEY (id)
)
;
CREATE INDEX ix_visit_ticket ON visit (ticket)
;
CREATE TABLE ticket_participant (
	ticket TEXT NOT NULL,
	person TEXT NOT NULL,
	CONSTRAINT pk_ticket_participant PRIMARY KEY (ticket, person)
)
;
CREATE INDEX ix_ticket_participant_person ON ticket_participant (person, ticket)
;
CREATE TABLE ticket_value (
	ticket TEXT NOT NULL,
	field TEXT NOT NULL,
	position INTEGER NOT NULL,
	text TEXT,
	num NUMERIC,
	at BIGINT,
	sort_key TEXT COLLATE "C",
	CONSTRAINT pk_ticket_value PRIMARY KEY (ticket, field, position)
)
;
CREATE INDEX ix_ticket_value_text ON ticket_value (field, text, ticket)
;
CREATE TABLE note (
	id TEXT NOT NULL,
	ticket TEXT NOT NULL,
	text TEXT,
	public BOOLEAN NOT NULL,
	files JSONB NOT NULL,
	author TEXT,
	at BIGINT NOT NULL,
	CONSTRAINT pk_note PRIMARY KEY (id)
)
;
CREATE INDEX ix_note_ticket ON note (ticket)
;
CREATE TABLE channel (
	key TEXT NOT NULL,
	label JSONB NOT NULL,
	active BOOLEAN NOT NULL,
	version INTEGER NOT NULL,
	CONSTRAINT pk_channel PRIMARY KEY (key)
)
;
CREATE TABLE calendar_version (
	stream_id TEXT NOT NULL,
	version INTEGER NOT NULL,
	key TEXT NOT NULL,
	body JSONB NOT NULL,
	published_by TEXT,
	published_at BIGINT NOT NULL,
	CONSTRAINT pk_calendar_version PRIMARY KEY (stream_id, version)
)
;
CREATE TABLE sla_version (
	stream_id TEXT NOT NULL,
	version INTEGER NOT NULL,
	key TEXT NOT NULL,
	body JSONB NOT NULL,
	types JSONB NOT NULL,
	forms JSONB NOT NULL,
	findings JSONB NOT NULL,
	active BOOLEAN NOT NULL,
	published_by TEXT,
	published_at BIGINT NOT NULL,
	CONSTRAINT pk_sla_version PRIMARY KEY (stream_id, version)
)
;
CREATE TABLE sla_present (
	stream_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	key TEXT NOT NULL,
	version INTEGER NOT NULL,
	types TEXT NOT NULL,
	digest TEXT NOT NULL,
	CONSTRAINT pk_sla_present PRIMARY KEY (stream_id)
)
;
CREATE TABLE ticket_clocks (
	ticket TEXT NOT NULL,
	policies TEXT NOT NULL,
	policies_version INTEGER NOT NULL,
	state JSONB NOT NULL,
	CONSTRAINT pk_ticket_clocks PRIMARY KEY (ticket)
)
;
CREATE TABLE ticket_clock (
	ticket TEXT NOT NULL,
	clock TEXT NOT NULL,
	kind TEXT NOT NULL,
	policies TEXT NOT NULL,
	policy TEXT NOT NULL,
	phase TEXT NOT NULL,
	cycle INTEGER NOT NULL,
	goal BIGINT NOT NULL,
	hours TEXT NOT NULL,
	calendar TEXT NOT NULL,
	calendar_version INTEGER NOT NULL,
	started_at BIGINT NOT NULL,
	due BIGINT,
	breached_at BIGINT,
	ended_at BIGINT,
	elapsed BIGINT,
	outcome TEXT,
	breaches INTEGER NOT NULL,
	CONSTRAINT pk_ticket_clock PRIMARY KEY (ticket, clock)
)
;
CREATE TABLE engineer (
	"user" TEXT NOT NULL,
	active BOOLEAN NOT NULL,
	paused BOOLEAN NOT NULL,
	home JSONB,
	capacity INTEGER,
	day_cap INTEGER,
	languages JSONB NOT NULL,
	certificates JSONB NOT NULL,
	exclusions JSONB NOT NULL,
	tags JSONB NOT NULL,
	version INTEGER NOT NULL,
	changed_at BIGINT NOT NULL,
	CONSTRAINT pk_engineer PRIMARY KEY ("user")
)
;
CREATE TABLE roster_person (
	"user" TEXT NOT NULL,
	memberships JSONB NOT NULL,
	days JSONB NOT NULL,
	leaves JSONB NOT NULL,
	mark TEXT NOT NULL,
	version INTEGER NOT NULL,
	CONSTRAINT pk_roster_person PRIMARY KEY ("user")
)
;
CREATE TABLE dispatch_definition (
	stream_id TEXT NOT NULL,
	version INTEGER NOT NULL,
	body JSONB NOT NULL,
	findings JSONB NOT NULL,
	published_by TEXT,
	published_at BIGINT NOT NULL,
	CONSTRAINT pk_dispatch_definition PRIMARY KEY (stream_id, version)
)
;
CREATE TABLE dispatch_book (
	id INTEGER NOT NULL,
	policies TEXT,
	policies_version INTEGER,
	roster TEXT,
	roster_version INTEGER,
	people TEXT,
	CONSTRAINT pk_dispatch_book PRIMARY KEY (id)
)
;
CREATE TABLE dispatch_task (
	task TEXT NOT NULL,
	ticket TEXT NOT NULL,
	at BIGINT NOT NULL,
	policy TEXT,
	policy_version INTEGER,
	move TEXT,
	why TEXT,
	people JSONB NOT NULL,
	until BIGINT,
	failures INTEGER NOT NULL,
	since INTEGER NOT NULL,
	needs TEXT,
	CONSTRAINT pk_dispatch_task PRIMARY KEY (task)
)
;
CREATE INDEX ix_dispatch_task_ticket ON dispatch_task (ticket)
;
CREATE INDEX ix_dispatch_task_needs ON dispatch_task (at) WHERE needs IS NOT NULL
;
CREATE TABLE dispatch_visit (
	visit TEXT NOT NULL,
	ticket TEXT NOT NULL,
	task TEXT NOT NULL,
	person TEXT NOT NULL,
	at BIGINT NOT NULL,
	claimed BOOLEAN NOT NULL,
	open BOOLEAN NOT NULL,
	outcome TEXT,
	ended_at BIGINT,
	ended_no INTEGER,
	reason TEXT,
	customer TEXT,
	device TEXT,
	CONSTRAINT pk_dispatch_visit PRIMARY KEY (visit)
)
;
CREATE INDEX ix_dispatch_visit_open ON dispatch_visit (person) WHERE open
;
CREATE INDEX ix_dispatch_visit_device ON dispatch_visit (device, person) WHERE device IS NOT NULL
;
CREATE INDEX ix_dispatch_visit_person ON dispatch_visit (person, at)
;
CREATE INDEX ix_dispatch_visit_customer ON dispatch_visit (customer, person) WHERE customer IS NOT NULL
;
CREATE INDEX ix_dispatch_visit_ticket ON dispatch_visit (ticket)
;
CREATE TABLE notice (
	id TEXT NOT NULL,
	person TEXT,
	"group" TEXT,
	kind TEXT NOT NULL,
	template_version INTEGER NOT NULL,
	ticket TEXT,
	number TEXT,
	cause TEXT NOT NULL,
	source JSONB,
	language TEXT NOT NULL,
	title TEXT,
	text TEXT,
	shows JSONB NOT NULL,
	bare BOOLEAN NOT NULL,
	urgent BOOLEAN NOT NULL,
	listed BOOLEAN NOT NULL,
	channels JSONB NOT NULL,
	unreachable JSONB NOT NULL,
	made_at BIGINT NOT NULL,
	visible_at BIGINT NOT NULL,
	released BOOLEAN NOT NULL,
	digest_at BIGINT,
	digest TEXT,
	erased BOOLEAN NOT NULL,
	version INTEGER NOT NULL,
	CONSTRAINT pk_notice PRIMARY KEY (id)
)
;
CREATE INDEX ix_notice_person ON notice (person, visible_at, id) WHERE listed
;
CREATE INDEX ix_notice_ticket ON notice (ticket) WHERE ticket IS NOT NULL
;
CREATE INDEX ix_notice_digest ON notice (person, digest_at) WHERE digest_at IS NOT NULL
;
CREATE TABLE notice_delivery (
	id TEXT NOT NULL,
	notice TEXT NOT NULL,
	channel TEXT NOT NULL,
	fallbacks JSONB NOT NULL,
	asked_at BIGINT NOT NULL,
	CONSTRAINT pk_notice_delivery PRIMARY KEY (id)
)
;
CREATE INDEX ix_notice_delivery_notice ON notice_delivery (notice)
;
CREATE TABLE notice_channel (
	key TEXT NOT NULL,
	kind TEXT NOT NULL,
	label JSONB NOT NULL,
	settings JSONB NOT NULL,
	secrets TEXT,
	enabled BOOLEAN NOT NULL,
	role TEXT,
	removed BOOLEAN NOT NULL,
	tested TEXT,
	version INTEGER NOT NULL,
	CONSTRAINT pk_notice_channel PRIMARY KEY (key)
)
;
CREATE TABLE notice_template (
	kind TEXT NOT NULL,
	number INTEGER NOT NULL,
	texts JSONB NOT NULL,
	enabled BOOLEAN NOT NULL,
	by JSONB NOT NULL,
	at BIGINT NOT NULL,
	author TEXT,
	CONSTRAINT pk_notice_template PRIMARY KEY (kind, number)
)
;
CREATE TABLE notice_preference (
	person TEXT NOT NULL,
	preferences JSONB NOT NULL,
	version INTEGER NOT NULL,
	CONSTRAINT pk_notice_preference PRIMARY KEY (person)
)
;
CREATE TABLE delivery_attempt (
	delivery TEXT NOT NULL,
	no INTEGER NOT NULL,
	at BIGINT NOT NULL,
	outcome TEXT NOT NULL,
	code TEXT,
	detail TEXT,
	channel TEXT,
	receipt TEXT,
	CONSTRAINT pk_delivery_attempt PRIMARY KEY (delivery, no)
)
;
CREATE TABLE notice_read (
	notice TEXT NOT NULL,
	at BIGINT NOT NULL,
	CONSTRAINT pk_notice_read PRIMARY KEY (notice)
)
;
CREATE TABLE notice_seen (
	person TEXT NOT NULL,
	until BIGINT NOT NULL,
	CONSTRAINT pk_notice_seen PRIMARY KEY (person)
)
;
CREATE TABLE rule (
	stream_id TEXT NOT NULL,
	key TEXT NOT NULL,
	version INTEGER NOT NULL,
	position INTEGER NOT NULL,
	active BOOLEAN NOT NULL,
	deleted_at BIGINT,
	due BIGINT,
	body JSONB NOT NULL,
	advice JSONB NOT NULL,
	no INTEGER NOT NULL,
	CONSTRAINT pk_rule PRIMARY KEY (stream_id),
	CONSTRAINT uq_rule_key UNIQUE (key)
)
;
CREATE TABLE rule_version (
	stream_id TEXT NOT NULL,
	version INTEGER NOT NULL,
	body JSONB NOT NULL,
	published_by TEXT,
	published_at BIGINT NOT NULL,
	CONSTRAINT pk_rule_version PRIMARY KEY (stream_id, version)
)
;
CREATE TABLE rule_epoch (
	id INTEGER NOT NULL,
	value TEXT NOT NULL,
	CONSTRAINT pk_rule_epoch PRIMARY KEY (id)
)
;
CREATE TABLE rule_run (
	ticket TEXT NOT NULL,
	no INTEGER NOT NULL,
	rule TEXT NOT NULL,
	fired BOOLEAN NOT NULL,
	at BIGINT NOT NULL,
	CONSTRAINT pk_rule_run PRIMARY KEY (ticket, no, rule)
)
;
CREATE INDEX ix_rule_run_at ON rule_run (at)
;
CREATE INDEX ix_rule_run_fired ON rule_run (rule, at) WHERE fired
;
CREATE TABLE rule_action (
	ticket TEXT NOT NULL,
	no INTEGER NOT NULL,
	key TEXT NOT NULL,
	rule TEXT NOT NULL,
	rule_version INTEGER NOT NULL,
	action TEXT NOT NULL,
	settings JSONB,
	chain JSONB NOT NULL,
	at BIGINT NOT NULL,
	CONSTRAINT pk_rule_action PRIMARY KEY (ticket, no)
)
;
CREATE TABLE webhook_endpoint (
	stream_id TEXT NOT NULL,
	key TEXT NOT NULL,
	label JSONB NOT NULL,
	url TEXT NOT NULL,
	secret TEXT NOT NULL,
	active BOOLEAN NOT NULL,
	no INTEGER NOT NULL,
	CONSTRAINT pk_webhook_endpoint PRIMARY KEY (stream_id),
	CONSTRAINT uq_webhook_endpoint_key UNIQUE (key)
)
;
