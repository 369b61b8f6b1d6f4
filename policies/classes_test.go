package policies_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/policies"
)

// superseded is what the 2026 rules took from the Rev. 5 baselines and gave to rule sets
// of their own (CTL of the consolidated rules: follow VDR, VER, IEC), as the sources of
// our numbers name it: the playbooks, and the controls.
var superseded = regexp.MustCompile(`playbook|\b(RA-5|RA-7|SI-2|SI-4|AU-6|CA-5|CA-7|CA-8|CM-8|IR-6)\b`)

// A number of the Rev. 5 baselines that the 2026 rules superseded answers nothing in a
// class, nor for an indicator: what it passes may be late there.
func TestSupersededNumbersAnswerNoClass(t *testing.T) {
	// How old a test may be so that its findings count says nothing of its rhythm: one
	// that is older passes nobody, and fails nobody.
	only := map[string]bool{"max-application-test-days": true}

	data, err := fs.ReadFile(policies.FS, "fedramp/framework.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Parameters map[string]struct {
			Default any
			Source  string
		}
	}
	if err := yaml.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	old := func(c *assessment.Check) (names []string) {
		for _, p := range c.Params {
			said := file.Parameters[p.Name]
			if _, number := said.Default.(int); number && superseded.MatchString(said.Source) && !only[p.Name] {
				names = append(names, p.Name)
			}
		}
		return names
	}
	list := checks(t)
	by, counted := map[string][]string{}, map[string]bool{}
	for i := range list {
		by[list[i].ID] = old(&list[i])
	}
	baselines := []string{"fedramp-li-saas", "fedramp-low", "fedramp-moderate", "fedramp-high"}
	for _, s := range joined(t, list).Scopes {
		if s.Framework.Family != "fedramp" {
			continue
		}
		for _, b := range s.Bindings {
			if b.Strength < assessment.Supports {
				continue
			}
			for _, run := range b.Runs {
				names := by[run.Check]
				switch {
				case len(names) == 0:
				case slices.Contains(baselines, s.Framework.ID):
					for _, n := range names {
						counted[n] = true
					}
				default:
					t.Errorf("%s %s: %s %s by %s of the Rev. 5 baselines; limit the binding at %s:%d to them", s.Framework.ID, b.Target, run.Check, b.Strength, strings.Join(names, ", "), b.Source.Path, b.Source.Line)
				}
			}
		}
	}
	for _, name := range []string{
		"remediation-critical-days", "remediation-high-days", "remediation-moderate-days", "remediation-low-days", "max-patch-days", "max-scan-days",
		"max-database-age-hours", "max-update-look-days", "max-log-review-days", "max-plan-update-days", "max-authority-notice-hours", "max-vendor-check-in-days",
	} {
		if !counted[name] {
			t.Errorf("%s answers in no baseline: it is legacy there, not gone", name)
		}
	}
}
