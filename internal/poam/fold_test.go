package poam

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Each row is a history in words and the state it leads to. A star is a subject
// verified by a fresh pass, a dagger one whose asset is retired, a minus one that a
// newer scan no longer lists.
func TestHistory(t *testing.T) {
	for _, row := range []struct {
		name string
		days []day
		want []string
	}{
		{"nothing failed, no item", []day{{n: 1, seen: []string{"alice pass"}}}, nil},
		{"a failed check opens one item with its subjects", []day{
			{n: 1, seen: []string{"bob fail", "alice fail", "carol pass"}}},
			[]string{"HIPAA-0001 open mfa alice bob"}},
		{"seen again it stays the same item", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, seen: []string{"alice fail"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"new subjects join the item", []day{
			{n: 1, seen: []string{"bob fail"}}, {n: 2, seen: []string{"alice fail", "bob fail"}}},
			[]string{"HIPAA-0001 open mfa alice bob"}},
		{"each check has its own item, numbered in order", []day{
			{n: 1, checks: []string{"mfa", "lax"}, seen: []string{"alice fail", "lax| alice fail"}},
			{n: 2, checks: []string{"mfa", "lax", "new"}, seen: []string{"alice fail", "lax| alice fail", "new| x fail"}}},
			[]string{"HIPAA-0001 open lax alice", "HIPAA-0002 open mfa alice", "HIPAA-0003 open new x"}},

		{"a fresh pass over each subject closes it", []day{
			{n: 1, seen: []string{"alice fail", "bob fail"}}, {n: 2, seen: []string{"alice pass", "bob pass"}}},
			[]string{"HIPAA-0001 closed mfa alice* bob*"}},
		{"passes on different days close it with the last", []day{
			{n: 1, seen: []string{"alice fail", "bob fail"}}, {n: 2, seen: []string{"alice pass", "bob fail"}}, {n: 3, seen: []string{"bob pass"}}},
			[]string{"HIPAA-0001 closed mfa alice* bob*"}},
		{"one subject without a pass keeps it open", []day{
			{n: 1, seen: []string{"alice fail", "bob fail"}}, {n: 2, seen: []string{"alice pass"}}},
			[]string{"HIPAA-0001 open mfa alice* bob"}},
		{"a pass of other subjects does not close it", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, seen: []string{"bob pass"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"a pass of the same name on another component does not close it", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, seen: []string{"web: alice pass"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"a pass of the same name on another asset does not close it", []day{
			{n: 1, seen: []string{"host1/alice fail"}}, {n: 2, seen: []string{"host2/alice pass"}}},
			[]string{"HIPAA-0001 open mfa host1/alice"}},
		{"a pass of another check does not close it", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, checks: []string{"mfa", "lax"}, seen: []string{"lax| alice pass"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"a subject that fails by one piece of evidence and passes by another is not verified", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, seen: []string{"alice pass", "alice fail", "alice undecided"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"a subject that is undecided by one piece of evidence and passes by another is not verified", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, seen: []string{"alice pass", "alice undecided no-outcome"}}},
			[]string{"HIPAA-0001 open mfa alice"}},

		{"undecided leaves it open", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, seen: []string{"alice undecided"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"a stale pass leaves it open", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, seen: []string{"alice pass stale"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"a skip leaves it open", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, seen: []string{"alice skip"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"an older pass never rescues a newer failure", []day{
			{n: 5, seen: []string{"alice fail"}}, {n: 6, seen: []string{"alice pass @4"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"a pass from before the last failure never rescues it, even from after the first", []day{
			{n: 5, seen: []string{"alice fail"}}, {n: 10, seen: []string{"alice fail"}}, {n: 11, seen: []string{"alice pass @7"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"the last failure is remembered over runs that do not see it", []day{
			{n: 5, seen: []string{"alice fail"}}, {n: 10, seen: []string{"alice fail"}}, {n: 11, seen: []string{"alice fail @6"}}, {n: 12}, {n: 13, seen: []string{"alice pass @7"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"the last failure counts for its subject alone", []day{
			{n: 5, seen: []string{"alice fail", "bob fail"}}, {n: 10, seen: []string{"alice fail"}}, {n: 11, seen: []string{"alice pass @7", "bob pass @7"}}},
			[]string{"HIPAA-0001 open mfa alice bob*"}},
		{"of several failures seen at once the newest counts", []day{
			{n: 10, seen: []string{"alice fail @5", "alice fail @9"}}, {n: 11, seen: []string{"alice pass @7"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"a pass from after the last failure closes it", []day{
			{n: 5, seen: []string{"alice fail"}}, {n: 10, seen: []string{"alice fail"}}, {n: 12, seen: []string{"alice pass @11"}}},
			[]string{"HIPAA-0001 closed mfa alice*"}},
		{"a return from before the last failure does not make it forgotten", []day{
			{n: 5, seen: []string{"alice fail", "bob fail"}}, {n: 6, seen: []string{"alice pass", "bob fail"}}, {n: 7, seen: []string{"alice fail @3"}}, {n: 8, seen: []string{"alice pass @4"}}},
			[]string{"HIPAA-0001 open mfa alice bob"}},
		{"the very evidence that failed, judged anew, closes it", []day{
			{n: 5, seen: []string{"alice fail"}}, {n: 6, seen: []string{"alice pass @5"}}},
			[]string{"HIPAA-0001 closed mfa alice*"}},
		{"the very evidence that failed last, judged anew, closes it", []day{
			{n: 5, seen: []string{"alice fail"}}, {n: 6, seen: []string{"alice fail"}}, {n: 7, seen: []string{"alice pass @6"}}},
			[]string{"HIPAA-0001 closed mfa alice*"}},
		{"other evidence of the same time leaves it open: which came last nobody knows", []day{
			{n: 5, seen: []string{"alice fail"}}, {n: 6, seen: []string{"alice pass @5 #b"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"other evidence of the same time as the last failure leaves it open", []day{
			{n: 5, seen: []string{"alice fail"}}, {n: 6, seen: []string{"alice fail"}}, {n: 7, seen: []string{"alice pass @6 #b"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"a failure that rests on all evidence is as new as the newest of it", []day{
			{n: 5, seen: []string{"alice fail @never", "bob fail @5"}}, {n: 6, seen: []string{"alice pass @4"}}},
			[]string{"HIPAA-0001 open mfa alice bob"}},
		{"a pass that rests on all evidence closes it when all is newer", []day{
			{n: 5, seen: []string{"alice fail @never"}}, {n: 6, seen: []string{"alice pass @never"}}},
			[]string{"HIPAA-0001 closed mfa alice*"}},
		{"a pass that rests on all evidence is as old as the oldest of it", []day{
			{n: 5, seen: []string{"alice fail @never"}}, {n: 6, seen: []string{"alice pass @never", "bob pass @4"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"of several passes the newest counts", []day{
			{n: 5, seen: []string{"alice fail"}}, {n: 6, seen: []string{"alice pass @6", "alice pass @4"}}},
			[]string{"HIPAA-0001 closed mfa alice*"}},
		{"evidence withheld leaves it open", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, seen: nil}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"unbound leaves it open", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, checks: []string{"lax"}, seen: []string{"alice pass"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"bound only to inform leaves it open", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, checks: []string{"~mfa"}, seen: []string{"alice pass"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"disabled leaves it open", []day{
			{n: 1, seen: []string{"alice fail"}},
			{n: 2, seen: []string{"alice pass"}, change: func(r *assessment.Results) { r.Scope.Bindings[0].Disabled = &assessment.Disabled{} }}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"disabled leaves it open although its asset is retired", []day{
			{n: 1, seen: []string{"host1/alice fail"}},
			{n: 2, inventory: []string{"idp: host2"}, change: func(r *assessment.Results) { r.Scope.Bindings[0].Disabled = &assessment.Disabled{} }}},
			[]string{"HIPAA-0001 open mfa host1/alice"}},
		{"a check that only informs opens nothing", []day{
			{n: 1, checks: []string{"~mfa"}, seen: []string{"alice fail"}}}, nil},

		{"an asset undecided as a whole verifies none of its subjects", []day{
			{n: 1, seen: []string{"host1/alice fail"}}, {n: 2, seen: []string{"host1/alice pass", "host1/host1 undecided malformed"}}},
			[]string{"HIPAA-0001 open mfa host1/alice"}},
		{"an asset undecided as a whole leaves the others alone", []day{
			{n: 1, seen: []string{"host1/alice fail", "host2/alice fail", "host3/alice fail"}},
			{n: 2, seen: []string{"host1/alice pass", "host2/alice pass", "host3/alice pass", "host2/host2 undecided malformed", "host0/host0 undecided malformed"}}},
			[]string{"HIPAA-0001 open mfa host1/alice* host2/alice host3/alice*"}},
		{"another subject of the same asset undecided leaves this one alone", []day{
			{n: 1, seen: []string{"host1/bob fail"}}, {n: 2, seen: []string{"host1/alice undecided", "host1/bob pass", "host1/carol undecided"}}},
			[]string{"HIPAA-0001 closed mfa host1/bob*"}},
		{"a component undecided as a whole verifies none of its subjects", []day{
			{n: 1, seen: []string{"host1/alice fail"}}, {n: 2, seen: []string{"host1/alice pass", "idp undecided missing"}}},
			[]string{"HIPAA-0001 open mfa host1/alice"}},
		{"a check the clock stopped verifies nothing", []day{
			{n: 1, seen: []string{"alice fail"}},
			{n: 2, seen: []string{"alice pass", "bob undecided deadline"}, change: func(r *assessment.Results) { r.Complete = false }}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"another check the clock stopped does not matter", []day{
			{n: 1, checks: []string{"mfa", "lax"}, seen: []string{"alice fail"}},
			{n: 2, checks: []string{"mfa", "lax"}, seen: []string{"alice pass", "lax| bob undecided deadline"}, change: func(r *assessment.Results) { r.Complete = false }}},
			[]string{"HIPAA-0001 closed mfa alice*"}},

		{"a failure of a component as a whole closes when the component passes", []day{
			{n: 1, seen: []string{"idp fail parameter"}}, {n: 2, seen: []string{"alice pass", "bob skip"}}},
			[]string{"HIPAA-0001 closed mfa idp*"}},
		{"a failure of a component as a whole stays while any subject is undecided", []day{
			{n: 1, seen: []string{"idp fail parameter"}}, {n: 2, seen: []string{"alice pass", "bob undecided"}}},
			[]string{"HIPAA-0001 open mfa idp"}},
		{"a failure of a component as a whole stays while another subject fails", []day{
			{n: 1, seen: []string{"idp fail parameter"}}, {n: 2, seen: []string{"alice pass", "bob fail"}}},
			[]string{"HIPAA-0001 open mfa bob idp"}},
		{"a failure of a component as a whole stays while an asset is missing", []day{
			{n: 1, seen: []string{"idp fail parameter"}},
			{n: 2, seen: []string{"alice pass"}, change: func(r *assessment.Results) { r.Observations[0].Population.Missing = 1 }}},
			[]string{"HIPAA-0001 open mfa idp"}},
		{"a failure of a component as a whole is not cleared by a pass from before the last failure", []day{
			{n: 5, seen: []string{"idp fail"}}, {n: 10, seen: []string{"idp fail"}}, {n: 11, seen: []string{"alice pass @7"}}},
			[]string{"HIPAA-0001 open mfa idp"}},
		{"a failure of a component as a whole stays while any of its passes is older", []day{
			{n: 5, seen: []string{"idp fail"}}, {n: 11, seen: []string{"alice pass @4", "bob pass"}}},
			[]string{"HIPAA-0001 open mfa idp"}},
		{"a failure of a component as a whole is not cleared by older evidence", []day{
			{n: 5, seen: []string{"idp fail parameter"}}, {n: 6, seen: []string{"alice pass @4"}}},
			[]string{"HIPAA-0001 open mfa idp"}},

		{"an asset that a fresh inventory no longer lists is retired", []day{
			{n: 1, seen: []string{"host1/alice fail"}}, {n: 2, seen: []string{"host2/alice pass"}, inventory: []string{"idp: host2"}}},
			[]string{"HIPAA-0001 closed mfa host1/alice†"}},
		{"retired and fixed close together", []day{
			{n: 1, seen: []string{"host1/alice fail", "host2/alice fail"}}, {n: 2, seen: []string{"host2/alice pass"}, inventory: []string{"idp: host2"}}},
			[]string{"HIPAA-0001 closed mfa host1/alice† host2/alice*"}},
		{"gone without an inventory is not retired", []day{
			{n: 1, seen: []string{"host1/alice fail"}}, {n: 2, seen: []string{"host2/alice pass"}}},
			[]string{"HIPAA-0001 open mfa host1/alice"}},
		{"an asset the inventory still lists is not retired", []day{
			{n: 1, seen: []string{"host1/alice fail"}}, {n: 2, seen: []string{"host2/alice pass"}, inventory: []string{"idp: host1 host2"}}},
			[]string{"HIPAA-0001 open mfa host1/alice"}},
		{"an inventory that lists nothing retires nothing", []day{
			{n: 1, seen: []string{"host1/alice fail"}}, {n: 2, inventory: []string{"idp: "}}},
			[]string{"HIPAA-0001 open mfa host1/alice"}},
		{"an inventory of another component retires nothing", []day{
			{n: 1, seen: []string{"host1/alice fail"}}, {n: 2, inventory: []string{"web: host2"}}},
			[]string{"HIPAA-0001 open mfa host1/alice"}},
		{"an inventory older than the failure retires nothing", []day{
			{n: 2, seen: []string{"host1/alice fail"}},
			{n: 3, inventory: []string{"idp: host2"}, change: func(r *assessment.Results) {
				r.Inventory["idp"] = assessment.Inventory{Collected: collected(1), Assets: []string{"host2"}}
			}}},
			[]string{"HIPAA-0001 open mfa host1/alice"}},
		{"an inventory older than the last failure retires nothing", []day{
			{n: 2, seen: []string{"host1/alice fail"}}, {n: 5, seen: []string{"host1/alice fail"}},
			{n: 6, inventory: []string{"idp: host2"}, change: func(r *assessment.Results) {
				r.Inventory["idp"] = assessment.Inventory{Collected: collected(3), Assets: []string{"host2"}}
			}}},
			[]string{"HIPAA-0001 open mfa host1/alice"}},
		{"the list of a system security plan retires nothing", []day{
			{n: 1, seen: []string{"host1/alice fail"}},
			{n: 3, inventory: []string{"idp: host2"}, change: func(r *assessment.Results) {
				r.Inventory["idp"] = assessment.Inventory{Collected: collected(3), Planned: true, Assets: []string{"host2"}}
			}}},
			[]string{"HIPAA-0001 open mfa host1/alice"}},
		{"a check the clock stopped retires nothing", []day{
			{n: 1, seen: []string{"host1/alice fail"}},
			{n: 2, seen: []string{"host2/bob undecided deadline"}, inventory: []string{"idp: host2"}, change: func(r *assessment.Results) { r.Complete = false }}},
			[]string{"HIPAA-0001 open mfa host1/alice"}},
		{"an asset that is still seen is not retired", []day{
			{n: 1, seen: []string{"host1/bob fail"}}, {n: 2, seen: []string{"host1/alice pass"}, inventory: []string{"idp: host2"}}},
			[]string{"HIPAA-0001 open mfa host1/bob"}},
		{"an asset that is still seen behind the subject is not retired", []day{
			{n: 1, seen: []string{"host1/bob fail"}}, {n: 2, seen: []string{"host1/carol pass"}, inventory: []string{"idp: host2"}}},
			[]string{"HIPAA-0001 open mfa host1/bob"}},
		{"an account of the component itself is no asset to retire", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, inventory: []string{"idp: host2"}}},
			[]string{"HIPAA-0001 open mfa alice"}},

		{"a finding that a newer scan of its part no longer lists is verified", []day{
			{n: 1, seen: []string{"cve1 fail ~img", "cve2 fail ~img"}}, {n: 2, seen: []string{"cve2 fail ~img"}}},
			[]string{"HIPAA-0001 open mfa cve1- cve2"}},
		{"an item closes when a newer scan lists none of its findings", []day{
			{n: 1, seen: []string{"host1/cve1 fail ~img", "host1/zzz fail ~img"}}, {n: 2, seen: []string{"host1/img pass ~img"}}},
			[]string{"HIPAA-0001 closed mfa host1/cve1- host1/zzz-"}},
		{"a finding listed as one that does not count shows that its part was looked at", []day{
			{n: 1, seen: []string{"cve1 fail ~img"}}, {n: 2, seen: []string{"cve2 skip ~img"}}},
			[]string{"HIPAA-0001 closed mfa cve1-"}},
		{"the parts of each asset are looked at by themselves", []day{
			{n: 1, seen: []string{"host1/cve fail ~lib", "host2/cve fail ~lib", "host3/cve fail ~lib", "web: host2/cve fail ~lib"}},
			{n: 2, seen: []string{"host1/lib pass ~lib", "host2/other pass ~other", "host3/lib pass ~lib", "web: host2/lib pass ~lib"}}},
			[]string{"HIPAA-0001 open mfa host1/cve- host2/cve host3/cve- web:host2/cve-"}},
		{"an older scan that does not list a finding verifies nothing", []day{
			{n: 5, seen: []string{"cve1 fail ~img"}}, {n: 6, seen: []string{"img pass @4 ~img"}}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"a scan from before the last failure that does not list a finding verifies nothing", []day{
			{n: 5, seen: []string{"cve1 fail ~img"}}, {n: 10, seen: []string{"cve1 fail ~img"}}, {n: 11, seen: []string{"img pass @7 ~img"}}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"another scan of the same time that does not list a finding verifies nothing", []day{
			{n: 5, seen: []string{"cve1 fail ~img"}}, {n: 6, seen: []string{"img pass @5 #b ~img"}}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"a scan of another part verifies nothing", []day{
			{n: 1, seen: []string{"cve1 fail ~img"}}, {n: 2, seen: []string{"lib pass ~lib", "cve2 fail ~lib"}}},
			[]string{"HIPAA-0001 open mfa cve1 cve2"}},
		{"a scan of another asset verifies nothing", []day{
			{n: 1, seen: []string{"host1/cve1 fail ~img"}}, {n: 2, seen: []string{"host2/img pass ~img", "img pass ~img"}}},
			[]string{"HIPAA-0001 open mfa host1/cve1"}},
		{"a scan of another component verifies nothing", []day{
			{n: 1, seen: []string{"cve1 fail ~img"}}, {n: 2, seen: []string{"web: img pass ~img"}}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"a scan that failed verifies nothing", []day{
			{n: 1, seen: []string{"host1/cve1 fail ~img"}}, {n: 2, seen: []string{"host1/host1 undecided not-examined ~img"}}},
			[]string{"HIPAA-0001 open mfa host1/cve1"}},
		{"a scan beside a failed one of the same asset verifies nothing", []day{
			{n: 1, seen: []string{"host1/cve1 fail ~img"}}, {n: 2, seen: []string{"host1/host1 undecided not-examined", "host1/img pass ~img"}}},
			[]string{"HIPAA-0001 open mfa host1/cve1"}},
		{"a scan that is too old verifies nothing", []day{
			{n: 1, seen: []string{"cve1 fail ~img"}}, {n: 2, seen: []string{"img pass stale ~img"}}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"a scan of which nothing is decided verifies nothing", []day{
			{n: 1, seen: []string{"cve1 fail ~img"}}, {n: 2, seen: []string{"cve2 undecided ~img"}}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"a scan of a component that is undecided as a whole verifies nothing", []day{
			{n: 1, seen: []string{"cve1 fail ~img"}}, {n: 2, seen: []string{"img pass ~img", "idp undecided missing"}}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"no scan verifies nothing", []day{
			{n: 1, seen: []string{"cve1 fail ~img"}}, {n: 2}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"a finding still listed is not verified by its part", []day{
			{n: 1, seen: []string{"cve1 fail ~img", "cve2 fail ~img", "cve3 fail ~img"}}, {n: 2, seen: []string{"cve1 skip ~img", "cve2 undecided ~img", "cve3 fail ~img", "img pass ~img"}}},
			[]string{"HIPAA-0001 open mfa cve1 cve2 cve3"}},
		{"a subject that is no finding is not verified by being gone", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, seen: []string{"bob pass ~img"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"a finding that one scan lists as such and another as its own is not verified by being gone", []day{
			{n: 1, seen: []string{"cve1 fail ~img", "cve1 fail #b"}}, {n: 2, seen: []string{"img pass ~img"}}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"whichever of the two is read first", []day{
			{n: 1, seen: []string{"cve1 fail #b", "cve1 fail ~img"}}, {n: 2, seen: []string{"img pass ~img"}}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"whichever of the two comes first", []day{
			{n: 1, seen: []string{"cve1 fail ~img"}}, {n: 2, seen: []string{"cve1 fail"}}, {n: 3, seen: []string{"img pass ~img"}}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"also where it was its own before", []day{
			{n: 1, seen: []string{"cve1 fail"}}, {n: 2, seen: []string{"cve1 fail ~img"}}, {n: 3, seen: []string{"img pass ~img"}}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"also where the other evidence is not newer", []day{
			{n: 5, seen: []string{"cve1 fail ~img"}}, {n: 6, seen: []string{"cve1 fail @5 ~img", "cve1 fail @4 #b"}}, {n: 7, seen: []string{"img pass ~img"}}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"a part that older evidence shows counts like the others", []day{
			{n: 5, seen: []string{"cve1 fail ~a"}}, {n: 6, seen: []string{"cve1 fail @4 ~b"}}, {n: 7, seen: []string{"img pass ~a"}}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"a finding of two tools is verified when neither lists it", []day{
			{n: 1, seen: []string{"cve1 fail ~a", "cve1 fail ~b #b"}}, {n: 2, seen: []string{"img pass ~b"}}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"a finding of two tools, one after the other, is verified when neither lists it", []day{
			{n: 1, seen: []string{"cve1 fail ~a"}}, {n: 2, seen: []string{"cve1 fail ~b"}}, {n: 3, seen: []string{"img pass ~b"}}, {n: 4, seen: []string{"img pass ~b", "img pass ~a"}}},
			[]string{"HIPAA-0001 closed mfa cve1-"}},
		{"a scan that the clock stopped verifies nothing", []day{
			{n: 1, seen: []string{"cve1 fail ~img"}},
			{n: 2, seen: []string{"img pass ~img", "zoe undecided deadline"}, change: func(r *assessment.Results) { r.Complete = false }}},
			[]string{"HIPAA-0001 open mfa cve1"}},
		{"a finding that comes back is affected again", []day{
			{n: 1, seen: []string{"cve1 fail ~img", "cve2 fail ~img"}}, {n: 2, seen: []string{"cve2 fail ~img"}}, {n: 3, seen: []string{"cve1 fail ~img"}}},
			[]string{"HIPAA-0001 open mfa cve1 cve2-"}},

		{"a subject fixed and failing again while the item is open stands again", []day{
			{n: 1, seen: []string{"alice fail", "bob fail"}}, {n: 2, seen: []string{"alice pass", "bob fail"}}, {n: 3, seen: []string{"alice fail", "bob pass"}}},
			[]string{"HIPAA-0001 open mfa alice bob*"}},
		{"a subject that alone comes back stands again", []day{
			{n: 1, seen: []string{"alice fail", "bob fail"}}, {n: 2, seen: []string{"alice pass", "bob fail"}}, {n: 3, seen: []string{"alice fail", "bob fail"}}},
			[]string{"HIPAA-0001 open mfa alice bob"}},
		{"found again after closing it is a new item", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, seen: []string{"alice pass"}}, {n: 3, seen: []string{"alice fail"}}},
			[]string{"HIPAA-0001 closed mfa alice*", "HIPAA-0002 open mfa alice"}},
		{"a pass closes only the open occurrence", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, seen: []string{"alice pass"}}, {n: 3, seen: []string{"bob fail"}}, {n: 4, seen: []string{"bob pass"}}},
			[]string{"HIPAA-0001 closed mfa alice*", "HIPAA-0002 closed mfa bob*"}},

		{"a renamed check that says so keeps its item", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, checks: []string{"totp<mfa"}, seen: []string{"totp| alice fail", "totp| bob fail"}}},
			[]string{"HIPAA-0001 open mfa alice bob"}},
		{"a renamed check closes what its earlier name opened", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, checks: []string{"totp<mfa"}, seen: []string{"totp| alice pass"}}},
			[]string{"HIPAA-0001 closed mfa alice*"}},
		{"a check renamed twice keeps its item", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, checks: []string{"totp<mfa"}, seen: []string{"totp| alice undecided"}},
			{n: 3, checks: []string{"key<totp"}, seen: []string{"key| alice pass"}}},
			[]string{"HIPAA-0001 closed mfa alice*"}},
		{"a renamed check that does not say so leaves the old item open", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, checks: []string{"totp"}, seen: []string{"totp| alice pass"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"its own name comes before an earlier one of another check", []day{
			{n: 1, seen: []string{"alice fail"}}, {n: 2, checks: []string{"early<mfa", "mfa"}, seen: []string{"early| alice pass", "alice fail"}}},
			[]string{"HIPAA-0001 open mfa alice"}},
		{"checks that became one keep both items and open no third", []day{
			{n: 1, checks: []string{"mfa", "lax"}, seen: []string{"alice fail", "lax| bob fail"}},
			{n: 2, checks: []string{"one<lax,mfa"}, seen: []string{"one| alice pass", "one| bob fail"}}},
			[]string{"HIPAA-0001 open lax bob", "HIPAA-0002 closed mfa alice*"}},

		{"gaps and unknown assets make no item", []day{
			{n: 1, seen: nil, change: func(r *assessment.Results) {
				r.Risks = []assessment.Risk{
					{Key: "gap/accounts/idp", Gap: true, Status: assessment.RiskInvestigating},
					{Key: "unknown-asset/idp", Own: true, Status: assessment.RiskOpen},
				}
			}}}, nil},
		{"a risk whose observation names no subject stands for its component", []day{
			{n: 1, seen: []string{"alice pass", "bob skip", "web: alice pass"}, change: func(r *assessment.Results) {
				r.Risks = []assessment.Risk{{Key: "mfa", Status: assessment.RiskOpen, Detected: collected(1), Observations: []int{0, 1, 2}}}
			}}},
			[]string{"HIPAA-0001 open mfa idp web:web"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := fold(t, assessment.POAM{}, row.days...)
			if diff := cmp.Diff(row.want, lines(t, p)); diff != "" {
				t.Errorf("state (-want +got):\n%s", diff)
			}
		})
	}
}
