package evaluate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
)

// knownHosts compares the hosts that evidence is about with the inventory.
const knownHosts = `package policies.common.asset.known

import data.policies.lib.observe

_items contains item.id if {
	some doc in input.inventory
	some item in doc.payload.items
}

subjects contains doc.subject if some doc in input["host-config"]

observations contains observe.pass(doc.subject, "listed") if {
	some doc in input["host-config"]
	doc.subject in _items
}

observations contains observe.fail(doc.subject, "not listed") if {
	some doc in input["host-config"]
	not doc.subject in _items
}
`

// everyHost passes the hosts that evidence is about, and skips those without SSH.
const everyHost = `package policies.common.asset.known

import data.policies.lib.observe

_ssh contains [doc.subject, doc.payload.ssh.root] if some doc in input["host-config"]

subjects contains id if some [id, _] in _ssh

observations contains observe.pass(id, "x") if {
	some [id, root] in _ssh
	root != "none"
}

observations contains observe.skip(id, "no ssh") if some [id, "none"] in _ssh
`

// everyItem asks of each item of the inventory what evidence says of it, by the
// name that its payload has.
const everyItem = `package policies.common.asset.known

import data.policies.lib.observe

subjects contains item.id if {
	some doc in input.inventory
	some item in doc.payload.items
}

observations contains observe.pass(doc.payload.n, "seen") if some doc in input["host-config"]
`

// registers judges each list, not what it lists.
const registers = `package policies.common.asset.known

import data.policies.lib.observe

subjects contains doc.subject if some doc in input.inventory

observations contains observe.pass(id, "there") if some id in subjects
`

// license judges the component as a whole by the number of its items.
const license = `package policies.common.asset.known

import data.policies.lib.observe

subjects contains data.assay.evidence.component

observations contains observe.pass(data.assay.evidence.component, "enough") if count(input.inventory) < 10
`

// everyAccount passes every account.
const everyAccount = `package policies.common.asset.known

import data.policies.lib.observe

subjects contains account.id if some account in input["iam-accounts"][_].payload.accounts

observations contains observe.pass(id, "x") if some id in subjects
`

// hostAccounts has hosts of other evidence as its subjects, and one of none.
const hostAccounts = `package policies.common.asset.known

import data.policies.lib.observe

subjects contains doc.subject if some doc in input["host-config"]

subjects contains account.id if some account in input["iam-accounts"][_].payload.accounts

observations contains observe.pass(id, "x") if some id in subjects
`

// TestSystemPopulation holds when the population of a check of system scope is
// what an inventory lists: where its subjects are assets, and else never.
func TestSystemPopulation(t *testing.T) {
	const check = "common.asset.known web "
	const unseen = ": in the inventory, and no evidence of kind host-config names it\n"
	host := func(subject, n string) string {
		return envelope("host-config", "web", subject, freshTime, fmt.Sprintf(`{"ssh": {"root": "no"}, "n": %q}`, n))
	}
	lists := func(ids ...string) string {
		var items []string
		for _, id := range ids {
			items = append(items, fmt.Sprintf(`{"id": %q, "component": "web"}`, id))
		}
		return envelope("inventory", "web", "", freshTime, `{"items": [`+strings.Join(items, ", ")+`]}`)
	}
	accounts := func(ids ...string) string {
		return envelope("iam-accounts", "web", "", freshTime, `{"accounts": [{"id": "`+strings.Join(ids, `"}, {"id": "`)+`"}]}`)
	}
	const compares, joins, both = "[host-config, inventory]", "[iam-accounts, host-config]", "[iam-accounts, inventory]"
	tests := map[string]struct {
		kinds, policy string
		files         []string
		want          string
		population    assessment.Population
	}{
		"all are named": {compares, knownHosts, []string{host("h1", ""), host("h2", ""), lists("h1", "h2")},
			check + "pass h1: listed\n" + check + "pass h2: listed\n",
			assessment.Population{Expected: 2, Examined: 2}},
		"one is named nowhere, one by no inventory": {compares, knownHosts, []string{host("h1", ""), host("h9", ""), lists("h2", "h1")},
			check + "undecided/not-examined h2" + unseen + check + "pass h1: listed\n" + check + "fail h9: not listed\n",
			assessment.Population{Expected: 2, Examined: 1, Missing: 1, Unknown: 1}},
		"the inventory knows none of those that are named": {compares, knownHosts, []string{host("h9", ""), lists("h1")},
			check + "undecided/not-examined h1" + unseen + check + "fail h9: not listed\n",
			assessment.Population{Expected: 1, Missing: 1, Unknown: 1}},
		"two versions of one image": {compares, everyHost, []string{host("app:1", ""), host("app:2", ""), lists("app", "db")},
			check + "undecided/not-examined db" + unseen + check + "pass app:1: x\n" + check + "pass app:2: x\n",
			assessment.Population{Expected: 2, Examined: 1, Missing: 1}},
		"one is skipped": {compares, everyHost, []string{host("h1", ""), envelope("host-config", "web", "h2", freshTime, `{"ssh": {"root": "none"}}`), lists("h1", "h2")},
			check + "pass h1: x\n" + check + "skip h2: no ssh\n",
			assessment.Population{Expected: 2, Examined: 2, Skipped: 1}},
		"a host that the check passes over has evidence": {compares, strings.ReplaceAll(everyHost, "subjects contains id if some [id, _] in _ssh", `subjects contains id if some [id, "none"] in _ssh`),
			[]string{envelope("host-config", "web", "h2", freshTime, `{"ssh": {"root": "none"}}`), envelope("host-config", "web", "h1", freshTime, `{}`), lists("h1", "h2")},
			check + "undecided/no-subject web: every subject was skipped\n" + check + "skip h2: no ssh\n",
			assessment.Population{Expected: 2, Examined: 2, Skipped: 1}},
		"an item on which the check is silent for want of evidence is told once": {compares, everyItem, []string{host("h1", "h1"), lists("h1", "h2")},
			check + "undecided/not-examined h2" + unseen + check + "pass h1: seen\n",
			assessment.Population{Expected: 2, Examined: 1, Missing: 1}},
		"an item with evidence on which the check is silent is not missing": {compares, everyItem, []string{host("h1", "h1"), host("h2", "h1"), lists("h1", "h2")},
			check + "undecided/no-outcome h2: the check says nothing of it\n" + check + "pass h1: seen\n",
			assessment.Population{Expected: 2, Examined: 2}},
		"evidence of the component names an item": {compares, everyItem, []string{host("", "h1"), lists("h1")},
			check + "pass h1: seen\n",
			assessment.Population{Expected: 1, Examined: 1}},
		"no subject is an asset": {both, everyAccount, []string{accounts("ana", "ben"), lists("h1")},
			check + "pass ana: x\n" + check + "pass ben: x\n",
			assessment.Population{Asserted: true, Expected: 2, Examined: 2}},
		"the component is the subject": {both, license, []string{accounts("ana"), lists("web", "h1")},
			check + "pass web: enough\n",
			assessment.Population{Asserted: true, Expected: 1, Examined: 1}},
		"the list is all that is read": {"[inventory]", strings.Replace(everyItem, `doc.payload.n, "seen") if some doc in input["host-config"]`, `id, "seen") if some id in subjects`, 1), []string{lists("h1")},
			check + "pass h1: seen\n",
			assessment.Population{Asserted: true, Expected: 1, Examined: 1}},
		"the list is the subject": {compares, registers, []string{host("h1", ""), strings.Replace(lists("h1", "h2"), `"collected"`, `"subject": "register", "collected"`, 1)},
			check + "pass register: there\n",
			assessment.Population{Asserted: true, Expected: 1, Examined: 1}},
		"a list that stands for an item is no evidence of it": {compares, knownHosts, []string{host("h1", ""), strings.Replace(lists("h1", "h2"), `"collected"`, `"subject": "h2", "collected"`, 1)},
			check + "undecided/not-examined h2" + unseen + check + "pass h1: listed\n",
			assessment.Population{Expected: 2, Examined: 1, Missing: 1}},
		"a check that errs examined nothing": {compares, strings.Replace(everyHost, `subjects contains id if some [id, _] in _ssh`, `subjects contains "z" if some [id, _] in _ssh`, 1), []string{host("h1", ""), lists("h1")},
			check + "undecided/policy-error web: an outcome is for something that is not among the subjects\n",
			assessment.Population{Asserted: true, Expected: 1}},
		"assets of a check that does not read the inventory": {joins, hostAccounts, []string{accounts("h2", "ana"), host("h1", ""), lists("h1", "h2", "h3")},
			check + "undecided/not-examined h3: in the inventory, and no evidence of kind host-config or iam-accounts names it\n" + check + "pass h1: x\n" + check + "pass ana: x\n" + check + "pass h2: x\n",
			assessment.Population{Expected: 3, Examined: 2, Missing: 1}},
		"accounts of such a check, one of them with the name of an item": {joins, everyAccount, []string{accounts("h2"), host("h1", ""), lists("h1", "h2", "h3")},
			check + "pass h2: x\n",
			assessment.Population{Asserted: true, Expected: 1, Examined: 1}},
		"without an inventory": {joins, hostAccounts, []string{accounts("ana"), host("h1", "")},
			check + "pass h1: x\n" + check + "pass ana: x\n",
			assessment.Population{Asserted: true, Expected: 2, Examined: 2}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := situation{embedded: policies("common/asset/known/known.rego", meta(tt.kinds, "scope: system")+tt.policy)}
			for _, f := range tt.files {
				s.file(f)
			}
			wantObservations(t, s.run(t), tt.want, tt.population)
		})
	}
}

// TestSystemShownByItsOwnKinds holds that a subject is shown with a document
// which the check reads, whatever other checks read of the same asset.
func TestSystemShownByItsOwnKinds(t *testing.T) {
	other := strings.NewReplacer("asset.known", "asset.other", "host-config", "scan").Replace(everyHost)
	s := situation{
		kinds: testKinds(t, "scan", hostSchema),
		embedded: policies(
			"common/asset/known/known.rego", meta("[host-config, inventory]", "scope: system")+everyHost,
			"common/asset/other/other.rego", meta("[inventory, scan]", "scope: system")+other),
	}
	s.file(envelope("host-config", "web", "h1", freshTime, `{"ssh": {"root": "no"}}`))
	s.file(envelope("inventory", "web", "", freshTime, `{"items": [{"id": "h1", "component": "web"}]}`))
	s.file(envelope("scan", "web", "h1", freshTime, `{"ssh": {"root": "no"}}`))
	want := map[string]string{"common.asset.known": s.files[0].path, "common.asset.other": s.files[2].path}
	for _, o := range s.run(t).All {
		if sub := o.Sample[0]; o.Count != 1 || sub.Source.Path != want[o.Run.Check] {
			t.Errorf("%s shows %+v", o.Run.Check, sub)
		}
		delete(want, o.Run.Check)
	}
	if len(want) > 0 {
		t.Errorf("not seen: %v", want)
	}
}

// TestBrokenInventoryIsToldOnce holds that a check which reads the inventory says
// once of the component that it cannot be used.
func TestBrokenInventoryIsToldOnce(t *testing.T) {
	s := situation{embedded: policies("common/asset/known/known.rego", meta("[host-config, inventory]", "scope: system")+everyHost)}
	s.file(envelope("host-config", "web", "h1", freshTime, `{"ssh": {"root": "no"}}`))
	s.file(envelope("inventory", "web", "", "2026-01-01T00:00:00Z", `{"items": [{"id": "h1", "component": "web"}]}`))
	const want = "common.asset.known web undecided/stale web: inventory: collected 2026-01-01T00:00:00Z, older than 30d\n"
	wantObservations(t, s.run(t), want, assessment.Population{Asserted: true})
}
