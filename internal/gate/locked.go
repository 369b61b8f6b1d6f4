package gate

import (
	"fmt"
	"strings"
)

// fewChanges is how many changes a reason names.
const fewChanges = 3

// locked adds a reason where what decides is not as the lock of the workspace says:
// held where the gate asks for that, and otherwise told where there is a lock. That
// nobody knows is as bad as that it is not so.
func (d *decision) locked() {
	t := d.thresholds
	reason := Reason{Kind: PolicyChange, ID: "assay.lock", Remedy: "Look at assay policy upgrade --dry-run, then write the lock with assay policy upgrade."}
	switch {
	case t.Locked.Same():
		return
	case t.Locked == nil:
		reason.Why = "these results do not say whether policies and frameworks are as assay.lock says"
		reason.Remedy = "Assess with this assay, and give the results directory."
	case !t.Locked.Written():
		reason.Why = "there is no assay.lock, so that nobody knows whether policies and frameworks are those of before"
		reason.Remedy = "Write it with assay policy upgrade, and keep it in git."
	default:
		changes := t.Locked.Changes
		reason.Why = fmt.Sprintf("changes since assay.lock was written: %d (%s", len(changes), strings.Join(changes[:min(fewChanges, len(changes))], "; "))
		if n := len(changes) - fewChanges; n > 0 {
			reason.Why += fmt.Sprintf("; and %d more", n)
		}
		reason.Why += ")"
		n := len(t.Locked.Verdicts) + t.Locked.More
		switch {
		case t.Locked.Compared == "":
			reason.Why += "; there are no results of before to tell which verdicts changed with it"
		case n == 0:
			reason.Why += "; no verdict changed with it"
		default:
			reason.Why += fmt.Sprintf("; verdicts that changed with it: %d, and of these not because of the system: %d", n, t.Locked.Alone())
		}
	}
	switch {
	case t.PolicyFails:
		d.hold(CodeFailed, reason)
	case t.Locked.Written():
		d.tolerate(reason, PolicyWarns)
	}
}
