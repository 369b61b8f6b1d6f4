package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// evaluateDays is within how many days of its detection a vulnerability is to be
// evaluated, by class; acceptDays is after how many days from its evaluation one that
// is not mitigated has to be accepted.
//
// Source: FedRAMP Consolidated Rules 2026.07.14.01, VER-TFR-EVU and VER-TFR-MAV.
var evaluateDays = map[string]int{"a": 14, "b": 7, "c": 5, "d": 2}

const acceptDays = 192

// overdue says whether an open item is late, by its deadline in the plan of action and
// by FedRAMP's times; nil where too little is known to say that it is not.
func (in Input) overdue(r *assessment.Results, it *assessment.Item, e *Evaluation, isAccepted bool) *overdue {
	class := in.class(r)
	var why []string
	if due := it.Due(); !isAccepted && !due.IsZero() && in.AsOf.After(due) {
		why = append(why, fmt.Sprintf("open past its deadline in the plan of action, %s (level %s)", day(due), it.Rated()))
	}
	late := func(from time.Time, days int) bool { return in.AsOf.After(from.AddDate(0, 0, days)) }
	if n := evaluateDays[class]; e == nil && n > 0 && late(it.Detected, n) {
		why = append(why, fmt.Sprintf("not evaluated within %d days of its detection (VER-TFR-EVU, class %s)", n, strings.ToUpper(class)))
	}
	if e != nil && !isAccepted && late(e.Completed, acceptDays) {
		why = append(why, fmt.Sprintf("not fully mitigated within %d days of its evaluation, and not accepted (VER-TFR-MAV)", acceptDays))
	}
	switch {
	case len(why) > 0:
		return &overdue{true, strings.Join(why, "; ")}
	case e == nil && class == "":
		return nil
	}
	return &overdue{Is: false}
}

// class is the class of the certification: that of its framework, else the one that is
// given.
func (in Input) class(r *assessment.Results) string {
	if class, ok := strings.CutPrefix(r.Scope.Framework.ID, "fedramp-class-"); ok {
		return class
	}
	return in.Certification.Class
}
