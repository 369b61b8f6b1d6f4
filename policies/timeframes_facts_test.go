package policies_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/policies"
)

// notShipped says of the rows of fedramp_timeframes.csv that no number of a policy is
// made of why that is so, from the first row to the last.
var notShipped = []struct {
	first, last int
	why         string
}{
	{5, 7, "rules over OSCAL files: has-timely-completion-date of oscal/validate/fedramp, held there"},
	{8, 9, "what is agreed with a vendor in the meantime: no evidence tells it yet"},
	{10, 10, "no number: evidence brings the day of the catalog, as kev_due"},
	{11, 22, "when an agency may escalate: what it picks is no rule for the system"},
	{25, 25, "which images are deployed, and when each was scanned: no evidence tells the two together yet"},
	{26, 27, "when assessors come: the profiles mark it (assessment-cycle), a person attests to it"},
	{28, 35, "words of the plan of action, no times: internal/poam"},
	{36, 37, "rules over OSCAL files: oscal/validate/fedramp"},
	{38, 39, "no edition ends by them: the comment on editions in framework.yaml says so"},
	{40, 51, "class A: it asks for no control here"},
	{88, 123, "superseded by the rows of 2026"},
	{124, 124, "class A"}, {128, 128, "class A"}, {132, 132, "class A"}, {136, 136, "class A"},
	{140, 146, "verification and validation of controls, which no evidence tells yet"},
	{147, 151, "reports to agencies, which no evidence tells yet"},
	{152, 152, "which vulnerabilities are marked as accepted: the description of fedramp.impact_reduced says that no scanner lists them"},
	{153, 153, "no number: evidence brings the day of the catalog, as kev_due"},
	{154, 157, "what is treated as an incident, no time"},
	{158, 162, "reports and meetings, which no evidence tells yet"},
	{163, 175, "upkeep of a package and of applications for certification, which no evidence tells yet"},
	{176, 178, "when assessors come: the profiles mark it (assessment-cycle)"},
	{179, 184, "methods and metrics of indicators"},
	{185, 190, "notices of changes, which no evidence tells yet"},
	{195, 208, "rule sets that no check and no edition goes by"},
	{209, 210, "proposed or announced only, unverified"},
}

// shippedTimes is what the family's files say of times.
type shippedTimes struct {
	Deadlines  map[string]int
	Editions   map[string]map[string]string
	Parameters map[string]struct{ Default, Max any }
	Frameworks map[string]struct{ Parameters map[string]int } // of bindings.yaml
}

func timesShipped(t *testing.T) (s shippedTimes) {
	t.Helper()
	for _, name := range []string{"fedramp/framework.yaml", "fedramp/bindings.yaml"} {
		data, err := fs.ReadFile(policies.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		// Frameworks is a list in the one and a map in the other.
		if name == "fedramp/framework.yaml" {
			var f struct {
				Deadlines  map[string]int
				Editions   map[string]map[string]string
				Parameters map[string]struct{ Default, Max any }
			}
			err = yaml.Unmarshal(data, &f)
			s.Deadlines, s.Editions, s.Parameters = f.Deadlines, f.Editions, f.Parameters
		} else {
			var f struct {
				Frameworks map[string]struct{ Parameters map[string]int }
			}
			err = yaml.Unmarshal(data, &f)
			s.Frameworks = f.Frameworks
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return s
}

// claim is one value that is shipped: where, and what it is.
type claim struct{ where, value string }

func (s shippedTimes) ofClass(class, name string) claim {
	id := "fedramp-" + strings.ReplaceAll(class, " ", "-")
	where := "bindings.yaml frameworks " + id + " " + name
	if v, ok := s.Frameworks[id].Parameters[name]; ok {
		return claim{where, strconv.Itoa(v)}
	}
	return claim{where, "absent"}
}

// ofFamily gives the default of a parameter and its bound, which must be the same.
func (s shippedTimes) ofFamily(name string) []claim {
	p := s.Parameters[name]
	return []claim{{"framework.yaml " + name, fmt.Sprint(p.Default)}, {"framework.yaml max of " + name, fmt.Sprint(p.Max)}}
}

// longest is how many days the longest month, and the longest six of them, have.
var longest = map[string]string{"1": "31", "6": "184"}

// inDays and inHours give the value of a row in a unit; a month at its longest.
func inDays(row map[string]string) string {
	switch row["unit"] {
	case "days":
		return row["value"]
	case "month", "months":
		return longest[row["value"]]
	}
	return "a number of days, not " + row["value"] + " " + row["unit"]
}

func inHours(row map[string]string) string {
	n, err := strconv.Atoi(row["value"])
	switch {
	case err == nil && row["unit"] == "days":
		return strconv.Itoa(n * 24)
	case err == nil && row["unit"] == "hours":
		return row["value"]
	}
	return "a number of hours, not " + row["value"] + " " + row["unit"]
}

var (
	pain    = regexp.MustCompile(`^PAIN (N[2-5]): (.*): reduce to a lower N-rating$`)
	reaches = map[string]string{
		"internet-reachable and likely exploitable":  "reachable",
		"not internet-reachable, likely exploitable": "inside",
		"not likely exploitable":                     "unlikely",
	}
	detections = map[string]string{
		"detect on representative samples of machine resources": "max-sample-scan-days",
		"detect on all resources likely to drift":               "max-drift-scan-days",
		"detect on all resources not likely to drift":           "max-stable-scan-days",
	}
	effective = regexp.MustCompile(`^obtain (\S+); maintain (\S+); early (\S+)$`)
	grace     = regexp.MustCompile(`^grace ends (\S+)`)
)

// shipped gives what is shipped of a row and what it should be; nothing for a row of
// which nothing is.
func (s shippedTimes) shipped(row map[string]string) (claims []claim, want string) {
	class := strings.HasPrefix(row["severity_or_class"], "class ") && row["severity_or_class"] != "class A"
	lower := strings.ToLower(row["severity_or_class"])
	switch {
	case row["regime"] == "cr26" && row["topic"] == "remediation" && class:
		m := pain.FindStringSubmatch(row["item"])
		if m == nil || reaches[m[2]] == "" {
			return []claim{{"the item", row["item"]}}, "a rating, reach and likelihood"
		}
		name := "reduce-" + strings.ToLower(m[1]) + "-" + reaches[m[2]] + "-hours"
		return []claim{s.ofClass(lower, name)}, inHours(row)
	case row["regime"] == "cr26" && row["topic"] == "evaluation" && class:
		return []claim{s.ofClass(lower, "max-evaluation-days")}, inDays(row)
	case row["regime"] == "cr26" && row["topic"] == "detection" && class:
		return []claim{s.ofClass(lower, detections[row["item"]])}, inDays(row)
	case row["regime"] == "rev5-legacy" && row["topic"] == "remediation":
		all := s.ofFamily("remediation-" + lower + "-days")
		return append(all, claim{"framework.yaml deadlines " + lower, strconv.Itoa(s.Deadlines[lower])}), row["value"]
	case row["row_id"] == "TF-023":
		return s.ofFamily("max-plan-update-days"), inDays(row)
	case row["row_id"] == "TF-024":
		return s.ofFamily("max-scan-days"), inDays(row)
	}
	return nil, ""
}

// dated gives what is shipped of a row of dates, each with what it should be.
func (s shippedTimes) dated(t *testing.T, row map[string]string) map[claim]string {
	t.Helper()
	day, end := effective.FindStringSubmatch(row["value"]), grace.FindStringSubmatch(row["note"])
	switch {
	case day == nil || end == nil:
		return nil
	case row["row_id"] == "TF-191", row["row_id"] == "TF-192":
		from := claim{"framework.yaml vulnerability-rules-from", fmt.Sprint(s.Parameters["vulnerability-rules-from"].Default)}
		term := claim{"framework.yaml vulnerability-rules-term", fmt.Sprint(s.Parameters["vulnerability-rules-term"].Default)}
		if day[1] != day[2] {
			t.Errorf("%s: in force for new systems on %s and for others on %s; one day is shipped", row["row_id"], day[1], day[2])
		}
		return map[claim]string{from: day[1], term: "[" + day[3] + " " + end[1] + "]"}
	case row["row_id"] == "TF-193":
		return map[claim]string{{"editions fedramp-20x from", s.Editions["fedramp-20x"]["from"]}: day[1]}
	case row["row_id"] == "TF-194":
		out := map[claim]string{}
		for _, id := range []string{"fedramp-class-b", "fedramp-class-c", "fedramp-class-d"} {
			out[claim{"editions " + id + " from", s.Editions[id]["from"]}] = day[1]
			out[claim{"editions " + id + " early", s.Editions[id]["early"]}] = day[3]
		}
		return out
	}
	return nil
}

// Every time that the FedRAMP family ships is that of its row, and every row is shipped
// or listed above with the reason why not.
func TestTimeframesAreAsTheFactsSay(t *testing.T) {
	rows := facts(t, "fedramp_timeframes.csv")
	s := timesShipped(t)
	seen := map[string]bool{}
	for _, row := range rows {
		held := s.dated(t, row)
		claims, want := s.shipped(row)
		for _, c := range claims {
			if held == nil {
				held = map[claim]string{}
			}
			held[c] = want
		}
		for c, want := range held {
			seen[c.where] = true
			if c.value != want {
				t.Errorf("%s: %s is %s, the facts say %s", row["row_id"], c.where, c.value, want)
			}
		}
		n, err := strconv.Atoi(strings.TrimPrefix(row["row_id"], "TF-"))
		if err != nil {
			t.Fatal(err)
		}
		why := ""
		for _, r := range notShipped {
			if r.first <= n && n <= r.last {
				why = r.why
			}
		}
		switch {
		case len(held) == 0 && why == "":
			t.Errorf("%s: nothing is shipped of %s, and no reason says why", row["row_id"], row["item"])
		case len(held) > 0 && why != "":
			t.Errorf("%s is shipped, and listed as not: %s", row["row_id"], why)
		}
	}
	for id, overrides := range s.Frameworks {
		for name := range overrides.Parameters {
			if where := "bindings.yaml frameworks " + id + " " + name; !seen[where] {
				t.Errorf("%s is in no row of the facts", where)
			}
		}
	}
	if len(s.Frameworks) != 3 {
		t.Errorf("times of %d classes are shipped", len(s.Frameworks))
	}
}
