package cloud

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// The credential report of an AWS account says of each IAM user, and of the
// root user, whether it has a password, access keys and a second factor, and
// when they were used. It is a table; `aws iam get-credential-report` wraps it
// in JSON, with the time at which it was made.
//
// Source: IAM User Guide, "Generate credential reports", columns of 2025.

// readCredentialTable reads the table itself, as `--query Content --output text
// | base64 -d` leaves it, or the console's download.
func readCredentialTable(ctx context.Context, s *raw.Source) error {
	data, err := s.All()
	if err != nil {
		return err
	}
	x := newExport(ctx, s, nil, &shape{command: credentialCommand, brings: one(accounts, "accounts")})
	if err := x.credentials(data); err != nil {
		return err
	}
	s.Finish()
	return x.emit()
}

const credentialCommand = "aws iam get-credential-report"

// isCredentialTable knows the table by the names of its first columns.
func isCredentialTable(h raw.Head) bool {
	return bytes.HasPrefix(h.Text, []byte("user,arn,user_creation_time,password_enabled,"))
}

type awsCredentialReport struct {
	Content       []byte
	GeneratedTime string
}

func credentialReport(x *export, r *awsCredentialReport, _ string) error {
	x.collected = r.GeneratedTime
	x.s.File.Records.Read-- // its rows are the records
	return x.credentials(r.Content)
}

// credentials reads the rows of a report. A row that is cut, or has a column too
// many, breaks the file: nobody knows which column is which then.
func (x *export) credentials(table []byte) error {
	rows := csv.NewReader(bytes.NewReader(table))
	var column map[string]int
	for n := 1; ; n++ {
		row, err := rows.Read()
		bad := new(csv.ParseError)
		switch {
		case err == io.EOF && column != nil:
			return nil
		case err == io.EOF:
			return &raw.Fault{Code: raw.FaultEmpty}
		case errors.As(err, &bad):
			return &raw.Fault{Code: raw.FaultTruncated, Line: bad.StartLine}
		case err != nil:
			return &raw.Fault{Code: raw.FaultSyntax, Line: n}
		}
		if column == nil {
			if column = columns(row); column == nil {
				return &raw.Fault{Code: raw.FaultFormat, Line: 1}
			}
			continue
		}
		if !x.s.CountRecord() {
			return &raw.Fault{Code: raw.FaultRecords, Line: n}
		}
		if err := x.credential(func(name string) string {
			if i, ok := column[name]; ok {
				return row[i]
			}
			return ""
		}, fmt.Sprintf("line %d", n)); err != nil {
			return err
		}
	}
}

// columns are the places of the columns; nil where one of those that are needed
// is missing.
func columns(head []string) map[string]int {
	out := map[string]int{}
	for i, name := range head {
		out[name] = i
	}
	for _, name := range []string{"user", "arn", "password_enabled", "mfa_active", "access_key_1_active", "access_key_2_active"} {
		if _, ok := out[name]; !ok {
			return nil
		}
	}
	return out
}

// credential adds one user. AWS asks a user with a second factor for it at every
// sign-in with a password; an access key needs none. That a user has neither
// password nor key does not say that it is disabled: keys of single services are
// not in the report.
func (x *export) credential(cell func(string) string, at string) error {
	truth := map[string]*bool{"true": known(true), "TRUE": known(true), "false": known(false), "FALSE": known(false)}
	x.arn(cell("arn"))
	root := cell("user") == awsRoot
	a := account{id: cell("user"), interactive: truth[cell("password_enabled")], created: raw.Stamp(cell("user_creation_time"))}
	if root {
		a.privileged = known(true)
		if cell("password_enabled") == "not_supported" {
			a.interactive = known(true)
		}
	}
	keys, unsure := false, false
	for _, k := range []string{"access_key_1_active", "access_key_2_active"} {
		b := truth[cell(k)]
		keys, unsure = keys || b != nil && *b, unsure || b == nil
	}
	if keys || a.interactive != nil && *a.interactive {
		a.enabled = known(true)
	}
	if mfa := truth[cell("mfa_active")]; mfa != nil {
		a.devices = atLeast(*mfa)
		if *mfa && !keys && !unsure {
			a.required = known(true)
		}
	}
	a.never = true
	for _, used := range []string{"password_last_used", "access_key_1_last_used_date", "access_key_2_last_used_date"} {
		switch v := cell(used); v {
		case "N/A", "no_information":
		default:
			a.never = a.never && raw.Stamp(v) != ""
			a.used = later(a.used, raw.Stamp(v))
		}
	}
	return x.account(a, at)
}

// awsRoot is what the report calls the account's root user.
const awsRoot = "<root_account>"
