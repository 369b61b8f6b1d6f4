package cloud

import (
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

// An export that says that more follows is undecided; pages that were put
// together are whole when the last of them says nothing.
func TestPaging(t *testing.T) {
	group := `{"GroupId":"sg-%"}`
	page := func(n, more string) string {
		return `{"SecurityGroups":[` + strings.ReplaceAll(group, "%", n) + `]` + more + `}`
	}
	for text, open := range map[string]bool{
		page("1", ""):                   false,
		page("1", `,"NextToken":null`):  false,
		page("1", `,"NextToken":""`):    false,
		page("1", `,"NextToken":"abc"`): true,
		"[" + page("1", `,"NextToken":"abc"`) + "," + page("2", "") + "]":                   false,
		"[" + page("1", `,"NextToken":"abc"`) + "," + page("2", `,"NextToken":"def"`) + "]": true,
	} {
		docs := read(t, "aws ec2 describe-security-groups", text)
		last := docs[len(docs)-1]
		if got := last.Fault == evidence.NotShown && last.Kind == networkRules; got != open {
			t.Errorf("%s: open %v", text, got)
		}
		if rawtest.Length(docs[0].Payload["boundaries"]) == 0 {
			t.Errorf("%s: what is there is not judged", text)
		}
	}
}

// Records without a name, or of one name, are refused and make the kind
// undecided.
func TestRefused(t *testing.T) {
	docs := read(t, "aws ec2 describe-security-groups", `{"SecurityGroups":[{"GroupId":"sg-1"},{"GroupId":"sg-1"},{"GroupId":""},null]}`)
	if r := docs[0].File.Records; r.Read != 4 || r.Refused != 3 {
		t.Errorf("records %+v", r)
	}
	for i, at := range []string{"/SecurityGroups/1", "/SecurityGroups/2", "/SecurityGroups/3"} {
		if d := docs[i]; d.Fault != evidence.Malformed || d.Kind != networkRules || d.Pointer != at {
			t.Errorf("document %d: %s %s %s", i, d.Fault, d.Kind, d.Pointer)
		}
	}
}
