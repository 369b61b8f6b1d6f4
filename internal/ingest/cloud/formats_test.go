package cloud

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

// trial is a small whole export, and a way to make long ones.
type trial struct {
	format string
	sample string // see rawtest.Case
	// open and end are what a long file has around its records, record one of
	// them.
	open, record, end string
	lists             string // members that hold records
	extra             string // a kind whose entries beside another's are no records of their own
	timed             bool
	out               func([]rawtest.Doc) int // nil: entries
	seeds             []string
}

func (c trial) Case(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format:   rawtest.Named(t, Formats(), c.format),
		Sample:   c.sample,
		Timeless: !c.timed,
		Long: func(n int) string {
			var b strings.Builder
			b.WriteString(c.open)
			for i := range n {
				if i > 0 {
					b.WriteByte(',')
				}
				b.WriteString(strings.ReplaceAll(c.record, "%", fmt.Sprint(i)))
			}
			return b.String() + c.end
		},
		Count: func(file []byte) int {
			var v any
			if json.Unmarshal(file, &v) != nil {
				return -1
			}
			return rows(v, strings.Fields(c.lists))
		},
		Out: func(docs []rawtest.Doc) int {
			if c.out != nil {
				return c.out(docs)
			}
			n, main := entries(docs), false
			for _, d := range docs {
				main = main || d.Payload != nil && d.Kind != c.extra && d.Kind != raw.RawRecords
			}
			for _, d := range docs {
				if main && d.Kind == c.extra && d.Payload != nil {
					n -= entries([]rawtest.Doc{d})
				}
			}
			return n
		},
	}
}

// rows counts the records of a file: a page's, a list's, or the file itself.
func rows(v any, lists []string) (n int) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			n += rows(e, lists)
		}
		return n
	case map[string]any:
		for _, l := range lists {
			switch in := v[l].(type) {
			case []any:
				return len(in)
			case nil:
				if _, null := v[l]; null {
					return 0
				}
			default:
				return 1
			}
		}
	}
	return 1
}

// entries counts what became of records: entries of a kind's list, records
// without a place, refused ones.
func entries(docs []rawtest.Doc) (n int) {
	for _, d := range docs {
		for name, v := range d.Payload {
			_, granted := d.Payload["grants"]
			if name != "examined" && !(name == "roles" && granted) {
				n += rawtest.Length(v)
			}
		}
		if d.Fault == evidence.Malformed && d.Kind != "" {
			n++
		}
	}
	return n
}

func trials() []trial {
	return []trial{githubPipelineTrial, githubAlertsTrial, githubOrganizationTrial, awsIdentityTrial, awsStorageTrial, awsKeysTrial, awsLoggingTrial, awsNetworkTrial, entraTrial, oktaTrial,
		azureStorageTrial, azureKeysTrial, azureLoggingTrial, azureNetworkTrial, azureAccessTrial,
		gcpStorageTrial, gcpKeysTrial, gcpLoggingTrial, gcpNetworkTrial, gcpAccessTrial}
}

func TestConform(t *testing.T) {
	var all []rawtest.Case
	for _, c := range trials() {
		all = append(all, c.Case(t))
		rawtest.Conform(t, c.Case(t), Formats())
	}
	// A table, and records that are three lists of one file, have tests of their
	// own.
	rawtest.Covered(t, all, Formats(), "aws-access", "aws-credential-report")
}

// Every shape is known by its own export and by no other format, and gives
// nothing but documents of its kinds.
func TestShapes(t *testing.T) {
	for command, text := range exports {
		var claimed []string
		for _, topic := range topics() {
			if sh := topic.find(raw.NewHead([]byte(text))); sh != nil {
				claimed = append(claimed, sh.command)
			}
		}
		if len(claimed) != 1 || claimed[0] != command {
			t.Errorf("%s: taken for %q", command, claimed)
		}
	}
	for _, topic := range topics() {
		for _, sh := range topic.shapes {
			if exports[sh.command] == "" {
				t.Errorf("no export of %s is tried", sh.command)
			}
		}
	}
}

// exports is a small export of every command.
var exports = map[string]string{}

// read reads the export of a command.
func read(t testing.TB, command, text string) []rawtest.Doc {
	t.Helper()
	for _, topic := range topics() {
		if sh := topic.find(raw.NewHead([]byte(text))); sh != nil {
			if sh.command != command {
				t.Fatalf("%s was taken for %s", command, sh.command)
			}
			return rawtest.Read(t, topic.format(), text, rawtest.Web())
		}
	}
	t.Fatalf("nobody knows %s", command)
	return nil
}

// entry is an entry of the list of a kind's documents, by its id.
func entry(t testing.TB, docs []rawtest.Doc, kind, list, id string) map[string]any {
	t.Helper()
	for _, d := range docs {
		for _, e := range rawtest.Objects(d.Payload[list]) {
			if d.Kind == kind && e["id"] == id {
				return e
			}
		}
	}
	t.Fatalf("no %s %q", list, id)
	return nil
}

// is compares members of an entry, written as JSON.
func is(t testing.TB, e map[string]any, want string) {
	t.Helper()
	for name, v := range rawtest.JSONOf([]byte(want)) {
		got, there := e[name]
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(v)
		if v == "absent" && there || v != "absent" && (!there || string(a) != string(b)) {
			t.Errorf("%v: %s is %s, want %s", e["id"], name, a, b)
		}
	}
}

// fuzz holds a format to its promises on any bytes.
func (c trial) fuzz(f *testing.F) { rawtest.Fuzz(f, c.Case(f), c.seeds...) }
