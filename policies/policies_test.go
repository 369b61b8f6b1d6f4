package policies_test

import (
	"encoding/json"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/policies"
)

// checks lists the shipped checks; a problem in any METADATA fails the test.
func checks(t *testing.T) []assessment.Check {
	t.Helper()
	list, err := evaluate.List(policies.FS, evaluate.EmbeddedPath, evaluate.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func kinds(t *testing.T) *evidence.Kinds {
	t.Helper()
	k, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// joined joins every framework with the shipped checks, without a system.
func joined(t *testing.T, list []assessment.Check) *load.Joined {
	t.Helper()
	j, err := load.Scopes(load.Input{Frameworks: frameworks.IDs(), Policies: policies.FS, Checks: list})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// Every check says what the rule asks, and, apart from that, how it is read.
func TestDescriptionsSeparateRuleFromReading(t *testing.T) {
	rule := regexp.MustCompile(`^(The rules? |Federal directives ask )`)
	reading := regexp.MustCompile(`(?m)^(We (read|compare)\b|Scanners )`)
	for _, c := range checks(t) {
		if !rule.MatchString(c.Description) || !reading.MatchString(c.Description) {
			t.Errorf("%s: the description must begin with what the rule asks, and say on a new line how we read it", c.ID)
		}
		if len(c.Citations) == 0 || c.Remediation == "" || !c.HasSubjects {
			t.Errorf("%s: citation, remediation and subjects are required of shipped checks", c.ID)
		}
	}
}

// A check that needs the time of the assessment says what it measures against it,
// and what against the time when its evidence was collected.
func TestChecksThatNeedTheTimeSayWhich(t *testing.T) {
	times := regexp.MustCompile(`assessment|collection|(was|were)\s+(read|looked)`)
	needing := 0
	for _, c := range checks(t) {
		if !c.NeedsNow {
			continue
		}
		if needing++; !times.MatchString(c.Description) {
			t.Errorf("%s needs the time, and its description does not say of which: of the assessment, or of the collection", c.ID)
		}
	}
	if needing < 30 {
		t.Errorf("only %d checks need the time", needing)
	}
}

// The pack covers many kinds of evidence, and each family has rules of its own.
func TestThePackIsBroad(t *testing.T) {
	seen := map[string]bool{}
	own := map[string]int{}
	known := kinds(t)
	list := checks(t)
	for _, c := range list {
		own[strings.SplitN(c.ID, ".", 2)[0]]++
		for _, k := range c.Kinds {
			if _, ok := known.Get(k); !ok {
				t.Errorf("%s reads evidence kind %s, which has no schema", c.ID, k)
			}
			seen[k] = true
		}
	}
	// What no kind has a place for, and configuration as it is, are for checks of
	// the team's own. Statements on vulnerabilities speak for the records of scans,
	// before any check reads these.
	theirs := []string{"configuration-files", "raw-records", "vex-statements"}
	for _, name := range known.Names() {
		if seen[name] == slices.Contains(theirs, name) {
			t.Errorf("evidence kind %s: read by a check of ours: %v", name, seen[name])
		}
	}
	for _, family := range []string{"hipaa", "cmmc", "fedramp"} {
		if own[family] < 5 {
			t.Errorf("%s has %d checks of its own, want at least 5", family, own[family])
		}
	}
	t.Logf("%d checks over %d kinds: %v", len(list), len(seen), own)
}

// Ids exist, joint sets are whole, and every run has all its parameters within
// the bounds of every framework: what is shipped must work without a setting.
func TestBindingsAreSound(t *testing.T) {
	least := map[string]int{
		"hipaa": 30, "cmmc-l1": 11, "cmmc-l2": 65, "cmmc-l3": 0, "fedramp-li-saas": 28, "fedramp-low": 180, "fedramp-moderate": 220, "fedramp-high": 220,
		"fedramp-class-b": 190, "fedramp-class-c": 220, "fedramp-class-d": 220, "fedramp-20x": 0, "fedramp-20x-2026-04": 0, "hipaa-2025-proposed": 0,
	}
	j := joined(t, checks(t))
	for _, s := range j.Scopes {
		decided := map[string]bool{}
		for _, b := range s.Bindings {
			if b.Disabled != nil {
				t.Errorf("%s: %s is disabled; nothing shipped may be", s.Framework.ID, b.Target)
			}
			if b.Strength == assessment.Decides {
				decided[b.Target] = true
			}
		}
		want, ok := least[s.Framework.ID]
		if !ok {
			t.Errorf("framework %s is new here: say how many of its targets can be decided", s.Framework.ID)
		}
		if len(decided) < want {
			t.Errorf("%s: %d targets can be decided, want at least %d", s.Framework.ID, len(decided), want)
		}
		t.Logf("%s: %d targets can be decided", s.Framework.ID, len(decided))
	}
	for _, r := range j.Plan(nil, time.Time{}).Runs {
		if len(r.Unset) > 0 || len(r.Looser) > 0 {
			t.Errorf("%s: parameters unset %v, looser than allowed %v", r.Key.Check, r.Unset, r.Looser)
		}
	}
}

// A check whose description says that it can show the rule broken and not kept
// decides nothing by itself: what it says and what it may do are one thing.
func TestWhatCannotShowARuleKeptDecidesNothing(t *testing.T) {
	modest := regexp.MustCompile(`this\s+can\s+show\s+the\s+rule\s+broken,\s+not\s+kept`)
	about := map[string]bool{}
	list := checks(t)
	for _, c := range list {
		about[c.ID] = modest.MatchString(c.Description)
	}
	seen := 0
	for _, s := range joined(t, list).Scopes {
		for _, b := range s.Bindings {
			if b.Strength != assessment.Decides || len(b.Runs) != 1 {
				continue
			}
			if seen++; about[b.Runs[0].Check] {
				t.Errorf("%s: %s decides %s, and its description says that it cannot show a rule kept", s.Framework.ID, b.Runs[0].Check, b.Target)
			}
		}
	}
	if seen < 500 {
		t.Errorf("only %d bindings by which a single check decides were found", seen)
	}
}

// Who handles protected health information is an associate whatever the register
// calls it: a cloud provider without an agreement must not be looked past.
func TestAgreementsAreAskedOfVendorsOfEveryRole(t *testing.T) {
	known, _ := kinds(t).Get("vendor-agreements")
	var schema struct {
		Properties struct {
			Vendors struct {
				Items struct {
					Properties struct {
						Role struct{ Enum []string }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(known.Schema, &schema); err != nil {
		t.Fatal(err)
	}
	list := checks(t)
	params := map[assessment.RunKey]string{}
	for _, runs := range runsOf(t, list) {
		for _, r := range runs {
			params[r.Key] = r.Params["vendor-roles"]
		}
	}
	asked := 0
	for _, s := range joined(t, list).Scopes {
		for _, b := range s.Bindings {
			if b.Target != "hipaa-164.308.b.3" {
				continue
			}
			for _, run := range b.Runs {
				asked++
				for _, role := range schema.Properties.Vendors.Items.Properties.Role.Enum {
					if !strings.Contains(params[run], strconv.Quote(role)) {
						t.Errorf("%s for %s looks past vendors of role %s: %s", run.Check, b.Target, role, params[run])
					}
				}
			}
		}
	}
	if asked == 0 {
		t.Error("nothing is bound to 164.308(b)(3)")
	}
}

// Each check is bound to something in a catalog, by METADATA or bindings.yaml.
func TestEveryCheckIsBound(t *testing.T) {
	list := checks(t)
	used := map[string]bool{}
	for _, s := range joined(t, list).Scopes {
		for _, b := range s.Bindings {
			for _, run := range b.Runs {
				used[run.Check] = true
			}
		}
	}
	for _, c := range list {
		if !used[c.ID] {
			t.Errorf("%s is bound to nothing in any framework", c.ID)
		}
	}
}

// A parameter that no check of the family declares is a left-over.
func TestParametersAreDeclaredAndSourced(t *testing.T) {
	declared := map[string]bool{}
	for _, c := range checks(t) {
		for _, p := range c.Params {
			if p.Description == "" {
				t.Errorf("%s: parameter %s has no description", c.ID, p.Name)
			}
			declared[p.Name] = true
		}
	}
	line := regexp.MustCompile(`(?m)^  ([a-z][a-z0-9-]*):(?: \{default:|$)`)
	files, err := fs.Glob(policies.FS, "*/framework.yaml")
	if err != nil || len(files) != 3 {
		t.Fatalf("framework.yaml files: %v, %v", files, err)
	}
	for _, file := range files {
		data, err := fs.ReadFile(policies.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		_, params, _ := strings.Cut(string(data), "\nparameters:\n")
		params, _, _ = strings.Cut(params, "\nmax-age:")
		found := line.FindAllStringSubmatch(params, -1)
		if n := strings.Count(params, "source: "); n != len(found) || n == 0 {
			t.Errorf("%s: %d parameters and %d sources", file, len(found), n)
		}
		for _, m := range found {
			if !declared[m[1]] {
				t.Errorf("%s: no check declares parameter %s", file, m[1])
			}
		}
	}
}

// What was written from memory says so, until somebody has opened the text: the
// publications named here are not among the facts this pack was made from.
func TestSourcesFromMemorySaySo(t *testing.T) {
	memory := regexp.MustCompile(`SP 800-(38|52|56|63|88)|FIPS|BOD|US-CERT|DFARS|M-21-31|discussion of`)
	files, _ := fs.Glob(policies.FS, "*/framework.yaml")
	seen := 0
	for _, file := range files {
		data, err := fs.ReadFile(policies.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range strings.Split(string(data), "\n") {
			_, source, ok := strings.Cut(l, "source: ")
			if !ok || !memory.MatchString(source) {
				continue
			}
			seen++
			if !strings.Contains(source, "unverified") {
				t.Errorf("policies/%s:%d: a source from memory does not say unverified: %s", file, i+1, source)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d such sources were found", seen)
	}
}

// Thresholds are data: a check compares with a parameter, not with a number of
// its own. What is left are zero, one, the length of a date and units of time.
func TestNoThresholdsInRego(t *testing.T) {
	compared := regexp.MustCompile(`[<>]=?\s*([0-9]+)|==\s*([0-9]+)`)
	err := fs.WalkDir(policies.FS, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(p, ".rego") || strings.HasSuffix(p, "_test.rego") || strings.HasPrefix(p, "lib/") {
			return err
		}
		data, err := fs.ReadFile(policies.FS, p)
		if err != nil {
			return err
		}
		for i, l := range strings.Split(string(data), "\n") {
			if strings.HasPrefix(l, "#") {
				continue
			}
			for _, m := range compared.FindAllStringSubmatch(l, -1) {
				if n := m[1] + m[2]; n != "0" && n != "1" && n != "2" {
					t.Errorf("policies/%s:%d compares with %s; make it a parameter", p, i+1, n)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A check shows what it does when a subject passes, fails, is skipped, when
// there is none, and when no rule speaks of one.
func TestEveryCheckHasAllTests(t *testing.T) {
	name := regexp.MustCompile(`(?m)^test_([a-z]+)_`)
	for _, c := range checks(t) {
		dir := strings.ReplaceAll(c.ID, ".", "/")
		data, err := fs.ReadFile(policies.FS, dir+"/"+path.Base(dir)+"_test.rego")
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		var words []string
		for _, m := range name.FindAllStringSubmatch(string(data), -1) {
			words = append(words, m[1])
		}
		for _, want := range []string{"pass", "fail", "skip", "empty", "unmatched"} {
			if !slices.Contains(words, want) {
				t.Errorf("%s: no test_%s_…", c.ID, want)
			}
		}
	}
}
