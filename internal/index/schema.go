package index

import (
	"context"
	"database/sql"
	"fmt"
)

// applicationID marks the file as ours ("Copx").
const applicationID = 0x436f7078

// migrations lead from version i to version i+1; the version is SQLite's user_version. A released step never changes.
var migrations = []string{schema1, schema2}

// tables lists every table whose rows carry seq, for Rewind.
var tables = []string{
	"dlp", "dlp_token", "dlp_owner", "refiner", "file", "proof_job", "opening", "proof", "refinement_due",
	"refinement", "validator", "validator_set", "intake_key", "permission", "permission_approval", "permission_price",
	"permission_policy", "instruction", "instruction_approval", "job", "job_status", "job_receipt", "settlement", "contributor",
	"file_added", "withdrawal", "provisional", "opinion", "validator_key", "dlp_authority", "dlp_governor", "dlp_open", "announcement",
	"proposal", "proposal_end", "access_request", "job_registered",
}

// closable lists the tables with a column closed.
var closable = []string{"refiner", "proof_job", "refinement_due", "validator", "job", "provisional", "announcement", "access_request"}

// Amounts are decimal TEXT, since they have 256 bits. Addresses and digests are BLOBs of 20 and 32 bytes.
const schema1 = `
CREATE TABLE meta(only INTEGER PRIMARY KEY CHECK (only = 1), network TEXT NOT NULL, id TEXT NOT NULL) STRICT;
CREATE TABLE block(number INTEGER PRIMARY KEY, hash BLOB NOT NULL, parent BLOB NOT NULL, time INTEGER NOT NULL) STRICT;

CREATE TABLE dlp(seq INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, pool BLOB NOT NULL UNIQUE, owner BLOB NOT NULL, slug TEXT NOT NULL UNIQUE,
  icon TEXT NOT NULL, website TEXT NOT NULL, metadata TEXT NOT NULL) STRICT;
CREATE TABLE dlp_token(seq INTEGER PRIMARY KEY, dlp INTEGER NOT NULL, token BLOB NOT NULL) STRICT;
CREATE INDEX dlp_token_of ON dlp_token(dlp, seq);
CREATE INDEX dlp_token_is ON dlp_token(token, dlp);
CREATE TABLE dlp_owner(seq INTEGER PRIMARY KEY, dlp INTEGER NOT NULL, owner BLOB NOT NULL) STRICT;
CREATE INDEX dlp_owner_of ON dlp_owner(dlp, seq);

CREATE TABLE refiner(seq INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, dlp INTEGER NOT NULL, name TEXT NOT NULL, schema_url TEXT NOT NULL,
  bundle_url TEXT NOT NULL, closed INTEGER) STRICT;
CREATE INDEX refiner_of ON refiner(dlp, id);
CREATE INDEX refiner_closed ON refiner(closed) WHERE closed IS NOT NULL;

CREATE TABLE file(seq INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, owner BLOB NOT NULL, dlp INTEGER NOT NULL, url TEXT NOT NULL,
  digest BLOB NOT NULL, codec INTEGER NOT NULL, tx BLOB NOT NULL) STRICT;
CREATE INDEX file_owner ON file(owner, id);
CREATE INDEX file_dlp ON file(dlp, id);

CREATE TABLE proof_job(seq INTEGER PRIMARY KEY, job TEXT NOT NULL UNIQUE, file INTEGER NOT NULL, fee TEXT NOT NULL, closed INTEGER) STRICT;
CREATE INDEX proof_job_file ON proof_job(file, seq);
CREATE INDEX proof_job_open ON proof_job(seq) WHERE closed IS NULL;
CREATE INDEX proof_job_closed ON proof_job(closed) WHERE closed IS NOT NULL;

-- where a job's draw starts: its request, then its proof (for the refinements), and whenever it is reseeded
CREATE TABLE opening(seq INTEGER PRIMARY KEY, job TEXT NOT NULL, set_id INTEGER NOT NULL) STRICT;
CREATE INDEX opening_of ON opening(job, seq);

CREATE TABLE proof(seq INTEGER PRIMARY KEY, job TEXT NOT NULL UNIQUE, file INTEGER NOT NULL, dlp INTEGER NOT NULL, validator BLOB NOT NULL,
  score TEXT NOT NULL, result BLOB NOT NULL, bundle BLOB NOT NULL, reward TEXT NOT NULL, duplicate INTEGER NOT NULL, conflict INTEGER NOT NULL,
  valid INTEGER NOT NULL, tx BLOB NOT NULL) STRICT;
CREATE INDEX proof_valid ON proof(dlp, file) WHERE valid = 1;
CREATE INDEX proof_file ON proof(file, seq);

CREATE TABLE refinement_due(seq INTEGER NOT NULL, file INTEGER NOT NULL, refiner INTEGER NOT NULL, proof INTEGER NOT NULL, closed INTEGER,
  PRIMARY KEY (seq, file, refiner)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX refinement_due_pair ON refinement_due(refiner, file);
CREATE INDEX refinement_due_open ON refinement_due(seq, file, refiner) WHERE closed IS NULL;
CREATE INDEX refinement_due_closed ON refinement_due(closed) WHERE closed IS NOT NULL;

CREATE TABLE refinement(arrival INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL UNIQUE, file INTEGER NOT NULL, refiner INTEGER NOT NULL,
  validator BLOB NOT NULL, artifact BLOB NOT NULL, codec INTEGER NOT NULL, plaintext BLOB NOT NULL, tx BLOB NOT NULL,
  UNIQUE (file, refiner)) STRICT;

CREATE TABLE validator(seq INTEGER PRIMARY KEY, address BLOB NOT NULL, number INTEGER NOT NULL, url TEXT NOT NULL, measurement BLOB NOT NULL,
  evidence BLOB NOT NULL, closed INTEGER) STRICT;
CREATE INDEX validator_address ON validator(address, seq);
CREATE INDEX validator_closed ON validator(closed) WHERE closed IS NOT NULL;
CREATE TABLE validator_set(seq INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, size INTEGER NOT NULL) STRICT;
CREATE TABLE intake_key(seq INTEGER PRIMARY KEY, dlp INTEGER NOT NULL, epoch INTEGER NOT NULL, validator BLOB NOT NULL, digest BLOB NOT NULL,
  recipient TEXT NOT NULL, deadline INTEGER NOT NULL, signature BLOB NOT NULL) STRICT;
CREATE INDEX intake_key_of ON intake_key(dlp, seq);

CREATE TABLE permission(seq INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, grantee BLOB NOT NULL, refiner INTEGER NOT NULL, table_name TEXT NOT NULL,
  column_name TEXT NOT NULL, token BLOB NOT NULL, price TEXT NOT NULL) STRICT;
CREATE INDEX permission_of ON permission(refiner, id);
CREATE TABLE permission_approval(seq INTEGER PRIMARY KEY, permission INTEGER NOT NULL, approved INTEGER NOT NULL) STRICT;
CREATE INDEX permission_approval_of ON permission_approval(permission, seq);
CREATE TABLE permission_price(seq INTEGER PRIMARY KEY, permission INTEGER NOT NULL, price TEXT NOT NULL) STRICT;
CREATE INDEX permission_price_of ON permission_price(permission, seq);
CREATE TABLE permission_policy(seq INTEGER PRIMARY KEY, permission INTEGER NOT NULL, rows_may_leave INTEGER NOT NULL) STRICT;
CREATE INDEX permission_policy_of ON permission_policy(permission, seq);

CREATE TABLE instruction(seq INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, owner BLOB NOT NULL, url TEXT NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE TABLE instruction_approval(seq INTEGER PRIMARY KEY, instruction INTEGER NOT NULL, dlp INTEGER NOT NULL, approved INTEGER NOT NULL) STRICT;
CREATE INDEX instruction_approval_of ON instruction_approval(instruction, dlp, seq);

CREATE TABLE job(seq INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, owner BLOB NOT NULL, instruction INTEGER NOT NULL, request BLOB NOT NULL,
  max_seconds INTEGER NOT NULL, set_id INTEGER NOT NULL, tx BLOB NOT NULL, closed INTEGER) STRICT;
CREATE INDEX job_owner ON job(owner, id);
CREATE INDEX job_open ON job(seq) WHERE closed IS NULL;
CREATE INDEX job_closed ON job(closed) WHERE closed IS NOT NULL;
CREATE TABLE job_status(seq INTEGER PRIMARY KEY, job INTEGER NOT NULL, status INTEGER NOT NULL, message TEXT NOT NULL) STRICT;
CREATE INDEX job_status_of ON job_status(job, seq);
CREATE TABLE job_receipt(seq INTEGER PRIMARY KEY, job INTEGER NOT NULL UNIQUE, validator BLOB NOT NULL, receipt BLOB NOT NULL, result BLOB NOT NULL,
  tx BLOB NOT NULL) STRICT;
CREATE TABLE settlement(seq INTEGER PRIMARY KEY, job INTEGER NOT NULL, token BLOB NOT NULL, charged TEXT NOT NULL, burned TEXT NOT NULL,
  validator TEXT NOT NULL, contributors TEXT NOT NULL, treasury TEXT NOT NULL, refunded TEXT NOT NULL, settler BLOB NOT NULL,
  total_burned TEXT NOT NULL, total_settler TEXT NOT NULL) STRICT;
CREATE INDEX settlement_job ON settlement(job, seq);
CREATE INDEX settlement_token ON settlement(token, seq);
CREATE INDEX settlement_settler ON settlement(settler, token, seq);

CREATE TABLE contributor(seq INTEGER PRIMARY KEY, dlp INTEGER NOT NULL, account BLOB NOT NULL, reward TEXT NOT NULL, stake TEXT NOT NULL,
  vana TEXT NOT NULL, tokens TEXT NOT NULL) STRICT;
CREATE INDEX contributor_account ON contributor(account, dlp, seq);
CREATE INDEX contributor_dlp ON contributor(dlp, account, seq);
`

// schema2 follows the contracts with second opinions, withdrawal, policies and governance.
const schema2 = `
-- files that were added without a DataDAO; when they get one they are in file as well
CREATE TABLE file_added(seq INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, owner BLOB NOT NULL, url TEXT NOT NULL, tx BLOB NOT NULL) STRICT;
CREATE TABLE withdrawal(seq INTEGER PRIMARY KEY, file INTEGER NOT NULL UNIQUE, stake TEXT NOT NULL, tx BLOB NOT NULL) STRICT;
ALTER TABLE proof ADD COLUMN fingerprint BLOB NOT NULL DEFAULT x'';
ALTER TABLE proof ADD COLUMN stake TEXT NOT NULL DEFAULT '0';

CREATE TABLE provisional(seq INTEGER PRIMARY KEY, job TEXT NOT NULL, file INTEGER NOT NULL, validator BLOB NOT NULL, score TEXT NOT NULL,
  result BLOB NOT NULL, outcome BLOB NOT NULL, closed INTEGER) STRICT;
CREATE INDEX provisional_of ON provisional(job, seq);
CREATE INDEX provisional_open ON provisional(seq) WHERE closed IS NULL;
CREATE INDEX provisional_closed ON provisional(closed) WHERE closed IS NOT NULL;
CREATE TABLE opinion(seq INTEGER PRIMARY KEY, job TEXT NOT NULL, validator BLOB NOT NULL, outcome BLOB NOT NULL, agrees INTEGER NOT NULL) STRICT;
CREATE INDEX opinion_of ON opinion(job, seq);

ALTER TABLE validator ADD COLUMN platform INTEGER NOT NULL DEFAULT 0;
CREATE TABLE validator_key(seq INTEGER PRIMARY KEY, address BLOB NOT NULL, epoch INTEGER NOT NULL, evidence BLOB NOT NULL) STRICT;
CREATE INDEX validator_key_of ON validator_key(address, seq);

ALTER TABLE permission_policy ADD COLUMN min_group INTEGER NOT NULL DEFAULT 0;
ALTER TABLE permission_policy ADD COLUMN expires INTEGER NOT NULL DEFAULT 0;
ALTER TABLE permission_policy ADD COLUMN budget INTEGER NOT NULL DEFAULT 0;
CREATE TABLE access_request(seq INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, requester BLOB NOT NULL, refiner INTEGER NOT NULL,
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, price TEXT NOT NULL, purpose TEXT NOT NULL, closed INTEGER) STRICT;
CREATE INDEX access_request_of ON access_request(refiner, id);
CREATE INDEX access_request_closed ON access_request(closed) WHERE closed IS NOT NULL;

CREATE TABLE job_registered(seq INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, owner BLOB NOT NULL) STRICT;

CREATE TABLE dlp_authority(seq INTEGER PRIMARY KEY, dlp INTEGER NOT NULL UNIQUE, timelock BLOB NOT NULL UNIQUE, tee_pool BLOB NOT NULL) STRICT;
CREATE TABLE dlp_governor(seq INTEGER PRIMARY KEY, dlp INTEGER NOT NULL UNIQUE, governor BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE dlp_open(seq INTEGER PRIMARY KEY, dlp INTEGER NOT NULL UNIQUE) STRICT;
-- calls that wait in a DataDAO's timelock, or did
CREATE TABLE announcement(seq INTEGER PRIMARY KEY, dlp INTEGER NOT NULL, operation BLOB NOT NULL, place INTEGER NOT NULL, target BLOB NOT NULL,
  value TEXT NOT NULL, data BLOB NOT NULL, ready INTEGER NOT NULL, closed INTEGER) STRICT;
CREATE INDEX announcement_of ON announcement(dlp, seq);
CREATE INDEX announcement_operation ON announcement(dlp, operation);
CREATE INDEX announcement_closed ON announcement(closed) WHERE closed IS NOT NULL;
-- calls is a JSON array of {target, value, data}; an id is a hash of what is proposed, which two governors may have in common
CREATE TABLE proposal(seq INTEGER PRIMARY KEY, dlp INTEGER NOT NULL, id TEXT NOT NULL, proposer BLOB NOT NULL, calls TEXT NOT NULL,
  description TEXT NOT NULL, tx BLOB NOT NULL, UNIQUE (dlp, id)) STRICT;
CREATE INDEX proposal_of ON proposal(dlp, seq);
CREATE TABLE proposal_end(seq INTEGER PRIMARY KEY, dlp INTEGER NOT NULL, id TEXT NOT NULL, how TEXT NOT NULL) STRICT;
CREATE INDEX proposal_end_of ON proposal_end(dlp, id, seq);
`

// migrate brings the file to the newest version in one transaction.
func migrate(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var app, version, objects int
	if err := tx.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)`).Scan(&app, &version, &objects); err != nil {
		return fmt.Errorf("%w: %v", ErrForeign, err)
	}
	switch {
	case app == 0 && version == 0 && objects == 0: // new
	case app != applicationID:
		return ErrForeign
	case version < 1 || version > len(migrations):
		return fmt.Errorf("%w: it has version %d, this program knows 1 to %d", ErrVersion, version, len(migrations))
	}
	if version == len(migrations) {
		return nil
	}
	for _, step := range migrations[version:] {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("migrating from version %d: %w", version, err)
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d; PRAGMA user_version = %d`, applicationID, len(migrations))); err != nil {
		return err
	}
	return tx.Commit()
}
