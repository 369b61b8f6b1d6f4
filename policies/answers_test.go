package policies_test

import (
	"cmp"
	"encoding/csv"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/policies"
)

// paths gives the targets of every framework that something answers, by framework:
// a check that decides or supports, a request, or a reason why nothing does.
func paths(scopes []assessment.Scope) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for _, s := range scopes {
		at := map[string]bool{}
		for _, b := range s.Bindings {
			if b.Disabled == nil && b.Strength >= assessment.Supports {
				at[b.Target] = true
			}
		}
		for _, a := range s.Asked {
			at[a.Target] = true
		}
		for _, n := range s.NotCovered {
			at[n.Target] = true
		}
		out[s.Framework.ID] = at
	}
	return out
}

// Every objective of every framework is answered by a check or a request, or it is
// said why nothing answers it.
func TestEveryObjectiveHasAnAnswerPath(t *testing.T) {
	scopes := joined(t, checks(t)).Scopes
	at := paths(scopes)
	for _, s := range scopes {
		var open []string
		n := 0
		for _, c := range s.Controls {
			for _, target := range c.Targets {
				if n++; !at[s.Framework.ID][target.ID] {
					open = append(open, target.ID)
				}
			}
		}
		if len(open) > 0 || n == 0 {
			t.Errorf("%s: nothing answers %d of %d objectives, and nothing says why: %s; name them in attestations.yaml", s.Framework.ID, len(open), n, strings.Join(open, ", "))
		}
	}
}

// requests lists every request that asks for something in some framework.
func requests(scopes []assessment.Scope) []*assessment.Request {
	by := map[string]*assessment.Request{}
	for _, s := range scopes {
		for _, a := range s.Asked {
			by[a.Request.ID] = a.Request
		}
	}
	var out []*assessment.Request
	for _, id := range slices.Sorted(maps.Keys(by)) {
		out = append(out, by[id])
	}
	return out
}

// A request can be put to a person: it says what is asked, of whom, what to look
// at, and how long the answer lasts; and no two ask the same.
func TestRequestsCanBeAnswered(t *testing.T) {
	role := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	asks, titles := map[string]string{}, map[string]string{}
	list := requests(joined(t, checks(t)).Scopes)
	for _, r := range list {
		family, _, _ := strings.Cut(r.ID, ".")
		switch {
		case r.Title == "" || strings.HasSuffix(r.Title, "."):
			t.Errorf("%s: title %q", r.ID, r.Title)
		case !strings.HasSuffix(r.Question, "?") || strings.Count(r.Question, "?") != 1:
			t.Errorf("%s: a request asks one question: %q", r.ID, r.Question)
		case len(r.Question) > 300:
			t.Errorf("%s: a question of %d characters is not answered but waved through", r.ID, len(r.Question))
		case r.Method != "EXAMINE" && r.Method != "INTERVIEW":
			t.Errorf("%s: method %q", r.ID, r.Method)
		case (r.Method == "EXAMINE") != (len(r.Documents) > 0):
			t.Errorf("%s: %s with %d documents: who examines looks at something, who is asked does not", r.ID, r.Method, len(r.Documents))
		case !role.MatchString(r.Role):
			t.Errorf("%s: role %q", r.ID, r.Role)
		case r.Valid < 1 || r.Valid > 1100:
			t.Errorf("%s: valid for %d days", r.ID, r.Valid)
		case family == "cmmc" && r.Valid > 365:
			t.Errorf("%s: valid for %d days; periodically is at most a year (32 CFR 170.4(b))", r.ID, r.Valid)
		case r.Valid > 366 && r.Valid < 1095:
			t.Errorf("%s: valid for %d days is neither practice, a year at most, nor three years", r.ID, r.Valid)
		}
		for _, d := range r.Documents {
			if len(d) > 200 || strings.HasSuffix(d, ".") {
				t.Errorf("%s: document %q", r.ID, d)
			}
		}
		if other, twice := asks[r.Question]; twice {
			t.Errorf("%s and %s ask the same", r.ID, other)
		}
		if other, twice := titles[family+" "+r.Title]; twice {
			t.Errorf("%s and %s have one title", r.ID, other)
		}
		asks[r.Question], titles[family+" "+r.Title] = r.ID, r.ID
	}
	if len(list) < 550 {
		t.Errorf("only %d requests were found", len(list))
	}
}

// No request is a blanket over a family: what one answer is for belongs together,
// in one family, and is never more than a plan with its contents.
func TestRequestsAskOfOneTopic(t *testing.T) {
	const most = 30 // what a security plan must say: PL-2a
	for _, s := range joined(t, checks(t)).Scopes {
		family := map[string]string{}
		for _, c := range s.Controls {
			for _, target := range c.Targets {
				family[target.ID] = c.Family
			}
		}
		of, n := map[string]string{}, map[string]int{}
		for _, a := range s.Asked {
			if first := of[a.Request.ID]; first != "" && first != family[a.Target] {
				t.Errorf("%s: %s asks of families %s and %s", s.Framework.ID, a.Request.ID, first, family[a.Target])
			}
			if of[a.Request.ID], n[a.Request.ID] = family[a.Target], n[a.Request.ID]+1; n[a.Request.ID] > most {
				t.Errorf("%s: %s asks of more than %d objectives", s.Framework.ID, a.Request.ID, most)
			}
		}
	}
}

// Every request asks for something: none names only what no framework has.
func TestEveryRequestAsksForSomething(t *testing.T) {
	used := map[string]bool{}
	for _, r := range requests(joined(t, checks(t)).Scopes) {
		used[r.ID] = true
	}
	name := regexp.MustCompile(`(?m)^  - id: ([a-z0-9-]+)$`)
	files, err := fs.Glob(policies.FS, "*/attestations.yaml")
	if err != nil || len(files) != 3 {
		t.Fatalf("attestations.yaml files: %v, %v", files, err)
	}
	for _, file := range files {
		data, err := fs.ReadFile(policies.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range name.FindAllStringSubmatch(string(data), -1) {
			id := filepath.Dir(file) + "." + m[1]
			if !used[id] {
				t.Errorf("%s asks for nothing in any framework", id)
			}
			delete(used, id)
		}
	}
	if len(used) > 0 {
		t.Errorf("requests from elsewhere: %v", slices.Sorted(maps.Keys(used)))
	}
}

// facts reads a table that was checked against primary sources, one map a row.
// ASSAY_SHARED_REFERENCE or ../shared/reference names the tables.
func facts(t *testing.T, name string) []map[string]string {
	t.Helper()
	dir := cmp.Or(os.Getenv("ASSAY_SHARED_REFERENCE"), filepath.Join("..", "..", "shared", "reference"))
	f, err := os.Open(filepath.Join(dir, name))
	if os.IsNotExist(err) {
		t.Skip("no fact tables here; set ASSAY_SHARED_REFERENCE")
	} else if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil || len(all) < 2 {
		t.Fatalf("%s: %d rows, %v", name, len(all), err)
	}
	var out []map[string]string
	for _, line := range all[1:] {
		row := map[string]string{}
		for i, column := range all[0] {
			row[column] = line[i]
		}
		out = append(out, row)
	}
	return out
}

var brackets = regexp.MustCompile(`[()\[\]]+`)

// dotted is a printed id as a token: 164.308(a)(1)(i), 3.1.1[a].
func dotted(printed string) string {
	return strings.ToLower(strings.Trim(brackets.ReplaceAllString(printed, "."), "."))
}

// Row by row: each specification of the Security Rule, each duty of breach
// notification that has a deadline, content or means, each objective of CMMC and
// each objective of each FedRAMP baseline has an answer path, and there are no others.
func TestEveryRowOfTheRulesHasAnAnswerPath(t *testing.T) {
	scopes := joined(t, checks(t)).Scopes
	at := paths(scopes)
	controls, targets := map[string]map[string]bool{}, map[string]int{}
	for _, s := range scopes {
		controls[s.Framework.ID] = map[string]bool{}
		for _, c := range s.Controls {
			controls[s.Framework.ID][c.ID] = true
			targets[s.Framework.ID] += len(c.Targets)
		}
	}
	want := map[string]map[string]bool{}
	row := func(framework, target string) {
		if want[framework] == nil {
			want[framework] = map[string]bool{}
		}
		want[framework][target] = true
		if !at[framework][target] {
			t.Errorf("%s: nothing answers %s", framework, target)
		}
	}

	security := facts(t, "hipaa_security_rule.csv")
	parent := map[string]bool{} // a standard that others specify gets no verdict of its own
	for _, r := range security {
		if r["citation_id"] != r["standard_citation"] {
			parent[r["standard_citation"]] = true
		}
	}
	for _, r := range security {
		id := "hipaa-" + dotted(r["citation_id"])
		switch {
		case r["row_type"] != "standard":
			row("hipaa", id)
		case parent[r["citation_id"]]:
			if !controls["hipaa"][id] {
				t.Errorf("hipaa has no control %s", id)
			}
		default:
			row("hipaa", id+"_smt")
		}
	}
	for _, r := range facts(t, "hipaa_breach_notification.csv") {
		section, _, _ := strings.Cut(r["citation"], "(")
		if section < "164.404" || section > "164.414" || strings.Contains(section, " ") {
			continue // definitions and what stands elsewhere
		}
		row("hipaa", "hipaa-"+strings.NewReplacer(".-.", "-").Replace(dotted(r["citation"])))
	}

	first := map[string]string{}
	for _, r := range facts(t, "cmmc_level1.csv") {
		for _, id := range strings.FieldsFunc(r["nist_171r2_ids"], func(c rune) bool { return c == ';' || c == ' ' }) {
			first[id] = strings.ToLower(r["id"])
		}
	}
	for _, r := range facts(t, "cmmc_level2_objectives.csv") {
		_, letter, _ := strings.Cut(dotted(r["objective_id"]), r["nist_171r2_id"]+".")
		row("cmmc-l2", strings.ToLower(r["cmmc_id"])+"_obj."+letter)
		if one := first[r["nist_171r2_id"]]; one != "" {
			row("cmmc-l1", one+"_obj."+r["nist_171r2_id"]+"."+letter)
		}
	}
	for _, r := range facts(t, "cmmc_level3.csv") {
		row("cmmc-l3", strings.ToLower(r["id"])+"_smt")
	}

	leaves := map[string][]string{}
	for _, r := range facts(t, "nist_800_53a_objectives.csv") {
		if r["leaf"] == "yes" && !strings.HasSuffix(r["objective_id"], "_fr") { // those are of LI-SaaS alone
			leaves[r["control_id"]] = append(leaves[r["control_id"]], r["objective_id"])
		}
	}
	for _, r := range facts(t, "fedramp_baselines.csv") {
		for _, level := range []string{"low", "moderate", "high"} {
			if r[level] == "true" {
				for _, id := range leaves[r["control_id"]] {
					row("fedramp-"+level, id)
				}
			}
		}
		if r["li_saas"] == "true" && !controls["fedramp-li-saas"][r["control_id"]] {
			t.Errorf("fedramp-li-saas has no control %s", r["control_id"])
		}
	}

	for framework, n := range map[string]int{"hipaa": 75, "cmmc-l1": 59, "cmmc-l2": 320, "cmmc-l3": 24, "fedramp-low": 986, "fedramp-moderate": 1388, "fedramp-high": 1542} {
		if len(want[framework]) != n || targets[framework] != n {
			t.Errorf("%s: %d rows of the tables, %d objectives of ours, want %d", framework, len(want[framework]), targets[framework], n)
		}
	}
}

// Checks take part in most of what machines can see at all: in 60 of 100 requirements
// of CMMC Level 2, controls of FedRAMP Moderate, and specifications of the Security
// Rule that are technically testable, wholly or in part.
func TestChecksTakePart(t *testing.T) {
	const least = 60 // percent
	hold := func(what string, part, all int) {
		t.Logf("%s: %d of %d, %d%%", what, part, all, 100*part/max(all, 1))
		if 100*part < least*all || all == 0 {
			t.Errorf("%s: checks decide or support %d of %d, less than %d%%", what, part, all, least)
		}
	}
	seen := map[string]map[string]bool{}
	for _, s := range joined(t, checks(t)).Scopes {
		at := map[string]bool{}
		for _, b := range s.Bindings {
			if b.Disabled == nil && b.Strength >= assessment.Supports {
				at[b.Target] = true
			}
		}
		seen[s.Framework.ID] = at
		if s.Framework.ID != "cmmc-l2" && s.Framework.ID != "fedramp-moderate" {
			continue
		}
		part := 0
		for _, c := range s.Controls {
			if slices.ContainsFunc(c.Targets, func(target assessment.Target) bool { return at[target.ID] }) {
				part++
			}
		}
		hold(s.Framework.ID, part, len(s.Controls))
	}
	part, all := 0, 0
	for _, r := range facts(t, "hipaa_security_rule.csv") {
		if r["row_type"] != "implementation_specification" || r["technically_testable"] == "no" {
			continue
		}
		if all++; seen["hipaa"]["hipaa-"+dotted(r["citation_id"])] {
			part++
		}
	}
	hold("technically testable specifications of the Security Rule", part, all)
}
