package poam

import (
	"cmp"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// looks tells when the parts of an asset were last looked at: by the latest
// evidence from which something was decided about the part. It reads the
// observations of a check once, in the order in which it is asked, and holds the
// parts of one asset.
type looks struct {
	view    *view
	ahead   int // in view.seen
	sources []*source
	stops   []func()
	at      assessment.Affected // component and asset that parts is of
	parts   map[string]time.Time
	err     error
}

// of gives the times of the parts of a subject's asset. Assets must be asked for
// in order.
func (l *looks) of(a *assessment.Affected) map[string]time.Time {
	asset := assessment.Affected{Component: a.Component, Asset: a.Asset}
	if l.err != nil || l.parts != nil && l.at.Compare(asset) == 0 {
		return l.parts
	}
	l.at, l.parts = asset, map[string]time.Time{}
	l.enter(a.Component)
	for _, s := range l.sources {
		for !s.done && l.err == nil && cmp.Compare(s.head.Asset, a.Asset) <= 0 {
			if s.of != "" && s.head.Asset == a.Asset {
				l.parts[s.of] = latest(l.parts[s.of], s.head.Last)
			}
			l.err = s.advance()
		}
	}
	return l.parts
}

// enter opens the observations of a component that decide something.
func (l *looks) enter(component string) {
	if len(l.sources) > 0 && l.sources[0].o.Component == component {
		return
	}
	l.stop()
	for ; l.ahead < len(l.view.seen) && l.view.seen[l.ahead].Component <= component; l.ahead++ {
		o := l.view.seen[l.ahead]
		if o.Component != component || o.Counts() == assessment.Undecided || l.err != nil {
			continue
		}
		s, stop, err := sourceOf(o)
		l.sources, l.stops, l.err = append(l.sources, s), append(l.stops, stop), err
	}
}

func (l *looks) stop() {
	for _, stop := range l.stops {
		stop()
	}
	l.sources, l.stops = nil, nil
}

// unlisted says whether a finding that no evidence lists any more is gone: a
// scan from after its last failure looked at each part that it was found in. It
// is not where its asset or component is undecided as a whole.
//
// Source: DESIGN 8, "An item closes only on a fresh pass of the same check over
// each affected subject"; a scan's pass over a finding is that it lists it no
// longer.
func (v *view) unlisted(a *assessment.Affected, doubts *cursor[sight], l *looks) bool {
	if len(a.Parts) == 0 || v.doubted(a, doubts) {
		return false
	}
	looked := l.of(a)
	for _, part := range a.Parts {
		if at, ok := looked[part]; !ok || !outlives(a, at, "") {
			return false
		}
	}
	return true
}
