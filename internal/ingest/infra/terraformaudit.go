package infra

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

const auditConfig = "audit-config"

// forever is a retention beyond what any rule asks.
const forever = 36500

// terraformLogs are the trails and log groups of a workspace. A trail is a store
// of audit records. A log group is one where a trail sends its records to it;
// others may be anything's.
type terraformLogs struct {
	trails []terraformResource
	groups []terraformResource
	sent   []string // ARNs of the groups that trails send to
}

// log notes a trail or log group that is there; what is only planned keeps no
// records yet.
func (t *terraformFile) log(r *terraformResource) bool {
	if !r.there || r.planned {
		return false
	}
	switch r.sort {
	case "aws_cloudtrail":
		t.logs.trails = append(t.logs.trails, *r)
		if to := strings.TrimSuffix(textAt(r.values, "cloud_watch_logs_group_arn"), ":*"); to != "" {
			t.logs.sent = append(t.logs.sent, to)
		}
	case "aws_cloudwatch_log_group":
		t.logs.groups = append(t.logs.groups, *r)
	default:
		return false
	}
	return true
}

// logStores are the stores of audit records. Groups that no trail sends to are
// kept raw.
func (t *terraformFile) logStores() ([]*raw.Term, error) {
	list := entries{s: t.s, kind: auditConfig}
	sent := map[string]bool{}
	for _, arn := range t.logs.sent {
		sent[arn] = true
	}
	put := func(r *terraformResource, retention *int64) error {
		f := t.s.Fields().Must("id", named(raw.First(textAt(r.values, "arn"), r.id()))).Must("purpose", "audit")
		if retention == nil {
			f.Value("retention_days", ast.NullValue)
		} else {
			number(f, "retention_days", *retention)
		}
		return list.put(named(raw.First(textAt(r.values, "arn"), r.id())), r.position, r.line, f)
	}
	for i := range t.logs.trails {
		if err := put(&t.logs.trails[i], nil); err != nil {
			return nil, err
		}
	}
	for i := range t.logs.groups {
		r := &t.logs.groups[i]
		if !sent[strings.TrimSuffix(textAt(r.values, "arn"), ":*")] {
			t.keep(r)
			continue
		}
		var days *int64
		if n, ok := intAt(r.values, "retention_in_days"); ok && n >= 0 {
			if n == 0 {
				n = forever // no retention set: records never expire
			}
			days = &n
		}
		if err := put(r, days); err != nil {
			return nil, err
		}
	}
	return list.terms, nil
}
