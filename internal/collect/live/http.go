package live

import (
	"context"
	"net/url"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/collect"
	"github.com/assay-compliance/assay/internal/config"
)

// collectHTTP asks one address of a REST API, with all its pages.
func collectHTTP(ctx context.Context, r *run) []Capture {
	return []Capture{r.capture("answer", r.Brings(), func(c *Capture) ([]byte, error) {
		return r.ask(c, r.URL.Value, func(s *session) ([]byte, error) {
			u, err := url.Parse(r.URL.Value)
			if err != nil {
				return nil, failure(evidence.Refused, "give https://host/path", "this is no address")
			}
			pages, err := s.pages(ctx, u, r.Paging)
			if err != nil {
				return nil, err
			}
			return whole(pages, r.Paging)
		})
	})}
}

// ask opens a session for one capture and notes in it what was asked and
// removed.
func (r *run) ask(c *Capture, address string, get func(*session) ([]byte, error)) ([]byte, error) {
	s, err := r.session(address, nil)
	if err != nil {
		return nil, err
	}
	defer s.close()
	data, err := get(s)
	c.Asked, c.Redacted = s.asked, s.redactor.removed()
	return data, err
}

func planHTTP(c *config.Collector) []string {
	out := "GET " + collect.Spoken(c.URL.Value)
	if c.Paging != nil {
		out += ", and the pages that follow it (by " + c.Paging.Style.Value + ")"
	}
	if c.Auth != nil && c.Auth.OAuth != nil {
		return []string{"POST " + collect.Spoken(c.Auth.OAuth.TokenURL.Value), out}
	}
	return []string{out}
}
