package trace

import (
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/pseudonym"
)

// Person gives the id that stands behind a pseudonym, alone or behind an asset or
// component, of the subjects that runs and their plans of action have; the text as
// it is where it is no pseudonym, or of nobody there.
func Person(runs []Run, names *pseudonym.Namer, id string) (string, error) {
	at := strings.LastIndexByte(id, '/') + 1
	if !pseudonym.Is(id[at:]) {
		return id, nil
	}
	found, err := "", error(nil)
	look := func(subject string, problem error) bool {
		if err = problem; err == nil && names.Of(subject) == id[at:] {
			found = subject
		}
		return err == nil && found == ""
	}
	for i := range runs {
		for _, o := range runs[i].Results.Observations {
			if !o.Personal {
				continue
			}
			o.Each()(func(s assessment.Subject, err error) bool { return look(s.ID, err) })
		}
		for k := range runs[i].POAM.Items {
			runs[i].POAM.Items[k].Affected.All()(func(a assessment.Affected, err error) bool { return look(a.ID, err) })
		}
		if err != nil || found != "" {
			break
		}
	}
	if err != nil || found == "" {
		return id, err
	}
	return id[:at] + found, nil
}
