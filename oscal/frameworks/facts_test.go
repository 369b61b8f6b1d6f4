package frameworks_test

import (
	"cmp"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

const fedrampNS = "https://fedramp.gov/ns/oscal"

// facts reads a table that was checked against primary sources, one map a row.
// ASSAY_SHARED_REFERENCE or ../shared/reference names the tables.
func facts(t *testing.T, name string) []map[string]string {
	t.Helper()
	dir := cmp.Or(os.Getenv("ASSAY_SHARED_REFERENCE"), filepath.Join("..", "..", "..", "shared", "reference"))
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

func opened(t *testing.T, id string) *frameworks.Resolved {
	t.Helper()
	r, err := frameworks.Open(id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// props lists the values of a property, in order.
func props(list []frameworks.Prop, ns, name string) (out []string) {
	for _, p := range list {
		if p.NS == ns && p.Name == name {
			out = append(out, p.Value)
		}
	}
	return out
}

// Which control is in which baseline and class, what of it is core, tailored and
// assessed each year: row by row.
func TestFedRAMPIsAsTheFactsSay(t *testing.T) {
	rows := facts(t, "fedramp_baselines.csv")
	for framework, column := range map[string]string{
		"fedramp-li-saas": "li_saas", "fedramp-low": "low", "fedramp-moderate": "moderate", "fedramp-high": "high",
		"fedramp-class-b": "cr26_class_b", "fedramp-class-c": "cr26_class_c", "fedramp-class-d": "cr26_class_d",
	} {
		r, members := opened(t, framework), 0
		for _, row := range rows {
			c, in := r.Control(row["control_id"])
			if in != (row[column] == "true") {
				t.Errorf("%s has %s: %v, the facts say %s", framework, row["control_id"], in, row[column])
			}
			if !in {
				continue
			}
			members++
			if c.Label != row["label"] || c.Title != row["title"] {
				t.Errorf("%s: %s %s, want %s %s", framework, c.Label, c.Title, row["label"], row["title"])
			}
			same := func(what, want string, have ...string) {
				if got := strings.Join(have, " "); got != want {
					t.Errorf("%s %s: %s is %q, want %q", framework, c.ID, what, got, want)
				}
			}
			switch level, class, _ := strings.Cut(strings.TrimPrefix(column, "cr26_"), "_"); {
			case level == "class":
				want := map[string]string{"true": "annual", "false": "three-years"}[row["cr26_annual_"+class]]
				same("cycle", want, props(c.Props, oscal.NS, "assessment-cycle")...)
			case framework == "fedramp-li-saas":
				same("tailoring", strings.NewReplacer("+", " ", ";", " ").Replace(row["li_saas_tailoring"]), props(c.Props, fedrampNS, "method")...)
			default:
				same("core", strings.TrimPrefix(row["core_"+level], "false"), props(c.Props, fedrampNS, "CORE")...)
			}
		}
		if members != len(r.Controls) {
			t.Errorf("%s has %d controls, the facts %d", framework, len(r.Controls), members)
		}
	}
}

// The indicators of both editions, and what each class must, may and need not.
func TestIndicatorsAreAsTheFactsSay(t *testing.T) {
	rows := facts(t, "fedramp_20x_ksi.csv")
	for framework, edition := range map[string]string{"fedramp-20x": "in_cr26_2026.07.14", "fedramp-20x-2026-04": "in_frmr_0.9.43"} {
		r := opened(t, framework)
		for _, row := range rows {
			c, in := r.Control(strings.ToLower(row["ksi_id"]))
			if in != (row[edition] == "true") {
				t.Errorf("%s has %s: %v, the facts say %s", framework, row["ksi_id"], in, row[edition])
			}
			if !in {
				continue
			}
			if c.Label != row["ksi_id"] || c.Title != row["short_name"] || c.FamilyTitle != row["theme_name"] {
				t.Errorf("%s: %+v", framework, c)
			}
			for name, want := range map[string]string{"class-b": row["class_b"], "class-c": row["class_c"], "frmr-low": row["low"], "frmr-moderate": row["moderate"]} {
				if got := c.Prop(oscal.NS, name); got != want {
					t.Errorf("%s %s is %q, want %q", row["ksi_id"], name, got, want)
				}
			}
			if got := c.Prop(oscal.NS, "class-a"); (got == "must") != (row["class_a_must_address"] == "true") {
				t.Errorf("%s class-a is %q, the facts say %s", row["ksi_id"], got, row["class_a_must_address"])
			}
		}
	}
}

// Every requirement of CMMC with its weight, its partial weight and whether it may
// stand on a POA&M; every objective of Level 2; what DoD fixed for Level 3.
func TestCMMCIsAsTheFactsSay(t *testing.T) {
	l1, l2, l3 := opened(t, "cmmc-l1"), opened(t, "cmmc-l2"), opened(t, "cmmc-l3")
	check := func(r *frameworks.Resolved, row map[string]string, want map[string]string) {
		c, ok := r.Control(strings.ToLower(row["id"]))
		if !ok || c.Label != row["id"] || c.Title != row["title"] {
			t.Errorf("%s %s: %+v", row["id"], row["title"], c)
			return
		}
		for name, value := range want {
			if got := c.Prop(oscal.NS, name); got != value {
				t.Errorf("%s %s is %q, want %q", row["id"], name, got, value)
			}
		}
	}
	rows := facts(t, "cmmc_level1.csv")
	for _, row := range rows {
		check(l1, row, map[string]string{"poam": row["poam_allowed"]})
	}
	if len(rows) != len(l1.Controls) {
		t.Errorf("level 1 has %d, the facts %d", len(l1.Controls), len(rows))
	}
	rows = facts(t, "cmmc_level2.csv")
	for _, row := range rows {
		check(l2, row, map[string]string{
			"weight": strings.TrimPrefix(row["sprs_weight"], "NA"), "weight-partial": row["sprs_weight_partial"], "poam": row["poam_allowed"],
			"type": row["basic_or_derived"], "sp-800-171": row["nist_171r2_id"], "level-1": strings.ToLower(row["level1_id"]),
		})
	}
	if len(rows) != len(l2.Controls) {
		t.Errorf("level 2 has %d, the facts %d", len(l2.Controls), len(rows))
	}
	rows = facts(t, "cmmc_level3.csv")
	for _, row := range rows {
		check(l3, row, map[string]string{"weight": row["points"], "poam": row["poam_allowed"], "sp-800-172": row["nist_172_id"]})
	}
	if len(rows) != len(l3.Controls) {
		t.Errorf("level 3 has %d, the facts %d", len(l3.Controls), len(rows))
	}
	var want, have []string
	for _, row := range facts(t, "cmmc_level2_objectives.csv") {
		want = append(want, row["cmmc_id"]+strings.TrimPrefix(row["objective_id"], row["nist_171r2_id"]))
	}
	for _, c := range l2.Controls {
		for _, o := range c.Targets {
			have = append(have, o.Label)
		}
	}
	slices.Sort(want)
	slices.Sort(have)
	if !slices.Equal(want, have) {
		t.Errorf("objectives of level 2: %d, the facts %d", len(have), len(want))
	}
}

// Every row of the Security Rule: what it is, whether it is required or
// addressable, whom it binds.
func TestHIPAAIsAsTheFactsSay(t *testing.T) {
	r := opened(t, "hipaa")
	type row struct {
		title, requirement string
		entities           []string
	}
	have := map[string]row{}
	for _, c := range r.Controls {
		have[c.Label] = row{c.Title, "", props(c.Props, oscal.NS, "applies-to")}
		for _, o := range c.Targets {
			if o.Kind == frameworks.Objective {
				have[o.Label] = row{o.Title, o.Requirement, props(o.Props, oscal.NS, "applies-to")}
			}
		}
	}
	for _, f := range facts(t, "hipaa_security_rule.csv") {
		got, ok := have[f["citation_id"]]
		if !ok {
			t.Errorf("no %s", f["citation_id"])
			continue
		}
		want := f["designation"]
		if want != "required" && want != "addressable" {
			want = ""
		}
		if f["row_type"] != "standard" && want != "" && got.requirement != want {
			t.Errorf("%s is %q, the facts say %q", f["citation_id"], got.requirement, want)
		}
		if title := cmp.Or(f["implementation_spec_name"], f["standard_name"]); f["row_type"] != "contract_element" && f["row_type"] != "requirement_paragraph" && got.title != title {
			t.Errorf("%s is called %q, the facts say %q", f["citation_id"], got.title, title)
		}
		words := map[string]string{"CE": "covered-entity", "BA": "business-associate"}
		for code := range strings.SplitSeq(f["applies_to"], ";") {
			if word := words[code]; word != "" && !slices.Contains(got.entities, word) {
				t.Errorf("%s binds %v, the facts say %s", f["citation_id"], got.entities, f["applies_to"])
			}
		}
	}
}
