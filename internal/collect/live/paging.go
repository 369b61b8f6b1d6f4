package live

import (
	"bytes"
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/redact"
)

// markers are the top members by which well-known APIs say that more follows. A
// list that ends with one of them is not whole, whatever the configuration says.
var markers = []string{
	"nextLink", "@odata.nextLink", "odata.nextLink", "nextPageToken", "next_page_token", "next_page", "nextPage",
	"NextToken", "nextToken", "next_token", "NextMarker", "IsTruncated", "Truncated", "truncated",
	"has_more", "hasMore", "has_next", "hasNext", "hasNextPage", "incomplete_results", "next_cursor", "nextCursor",
}

// partial are the top members by which a page says that it has not all of what it
// should, wherever it stands among the pages.
var partial = []string{"truncated", "Truncated", "incomplete_results", "incompleteResults", "partial", "errors", "error", "timed_out"}

// deeper are members of members that say that more follows.
var deeper = [][]string{
	{"next"}, {"links", "next"}, {"_links", "next", "href"}, {"response_metadata", "next_cursor"}, {"meta", "next_cursor"}, {"meta", "next"}, {"paging", "next"},
	{"pagination", "next"}, {"isTruncated"},
}

// pages asks for an address and for all that follow it.
func (s *session) pages(ctx context.Context, first *url.URL, p *config.Paging) ([]*answer, error) {
	var out []*answer
	seen := map[string]bool{}
	at := 0
	if p != nil && p.Style.Value == "page" {
		if at = 1; p.First.Set() {
			at = p.First.Value
		}
	}
	for next := numbered(first, p, at); next != nil; {
		switch address := next.String(); {
		case seen[address]:
			return nil, failure(evidence.Unfinished, "tell those who run the server", "the pages lead round in a circle")
		case len(out) >= p.Most():
			return nil, failure(evidence.Unfinished, "ask for less, or raise max-pages", "there are more than %d pages", p.Most())
		default:
			seen[address] = true
		}
		a, err := s.get(ctx, next)
		if err != nil {
			return nil, err
		}
		if len(out) > 0 && bytes.Equal(a.body, out[len(out)-1].body) && !empty(a.body, p) {
			return nil, failure(evidence.Unfinished, "correct paging: the server may know another parameter", "the same page came twice")
		}
		if _, _, ok := items(a.body, p); ok && p != nil && lacking(a) {
			return nil, failure(evidence.Unfinished, "see what the server says, and collect again", "a page says that it has not all of what it should, or that something failed")
		}
		out = append(out, a)
		if next, at, err = s.next(a, first, p, at); err != nil {
			return nil, err
		}
	}
	if short(out, p) {
		return nil, failure(evidence.Unfinished, "correct paging: the pages end before the total that they name", "there are fewer elements than the answer says")
	}
	if last := out[len(out)-1]; more(last, p) {
		return nil, failure(evidence.Unfinished, "add paging:, or correct it", "the answer says that more follows, and not how it is asked for here")
	}
	return out, nil
}

// numbered puts the first page's number, or offset, into the query.
func numbered(u *url.URL, p *config.Paging, at int) *url.URL {
	if p == nil || p.Style.Value != "page" && p.Style.Value != "offset" {
		return u
	}
	return with(u, p.Parameter.Value, strconv.Itoa(at))
}

// with sets a parameter of the query.
func with(u *url.URL, name, value string) *url.URL {
	out := *u
	q := out.Query()
	q.Set(name, value)
	out.RawQuery = q.Encode()
	return &out
}

// next is the address of the page behind a; nil behind the last.
func (s *session) next(a *answer, first *url.URL, p *config.Paging, at int) (*url.URL, int, error) {
	switch {
	case p == nil:
		return nil, 0, nil
	case p.Style.Value == "link":
		return resolve(a.url, nextLink(a.header.Values("Link")))
	case p.Style.Value == "cursor":
		cursor, there := scalarAt(a.body, redact.Parts(p.Cursor.Value))
		switch {
		case !there:
			return nil, 0, nil
		case cursor == "":
			return nil, 0, failure(evidence.NotUnderstood, "correct cursor:", "what the cursor's pointer names is neither text nor a number")
		case p.Parameter.Set():
			return with(first, p.Parameter.Value, cursor), 0, nil
		}
		return resolve(a.url, cursor)
	}
	_, n, ok := items(a.body, p)
	switch {
	case !ok:
		return nil, 0, notList()
	case n == 0:
		return nil, 0, nil
	case p.Style.Value == "page":
		at++
	default:
		at += n
	}
	return numbered(first, p, at), at, nil
}

// resolve is an address that a server gave, from where it gave it.
func resolve(from *url.URL, text string) (*url.URL, int, error) {
	if text == "" {
		return nil, 0, nil
	}
	u, err := from.Parse(text)
	if err != nil {
		return nil, 0, failure(evidence.Unfinished, "tell those who run the server", "the address of the next page is none")
	}
	return u, 0, nil
}

func notList() *Failure {
	return failure(evidence.NotUnderstood, "correct items: in paging", "a page has no list where one should be")
}

// more says whether the last page says that another follows: by its header, or
// by a member that is not the cursor.
func more(a *answer, p *config.Paging) bool {
	if (p == nil || p.Style.Value != "link") && nextLink(a.header.Values("Link")) != "" {
		return true
	}
	if a.header.Get("X-Next-Page") != "" {
		return true
	}
	if !isJSONType(a.header.Get("Content-Type")) {
		return false
	}
	for _, name := range markers {
		if _, there := scalarAt(a.body, []string{name}); there {
			return true
		}
	}
	return slices.ContainsFunc(deeper, func(parts []string) bool {
		_, there := scalarAt(a.body, parts)
		return there
	})
}

// totals are the top members by which a page says how many elements there are on
// all pages together.
var totals = []string{"total", "totalResults", "total_count", "totalCount", "total_results", "totalItems", "total_items", "totalSize"}

// short says whether the pages have fewer elements than the last that names a
// total says.
func short(pages []*answer, p *config.Paging) bool {
	if p == nil || !p.Items.Set() {
		return false // a list has no member that could say it
	}
	have, said := 0, 0
	for _, a := range pages {
		_, n, _ := items(a.body, p)
		have += n
		for _, name := range totals {
			if text, ok := scalarAt(a.body, []string{name}); ok {
				if n, err := strconv.Atoi(text); err == nil {
					said = n
				}
			}
		}
	}
	return have < said
}

// lacking says whether a page says that it has not all of what it should.
func lacking(a *answer) bool {
	return isJSONType(a.header.Get("Content-Type")) && slices.ContainsFunc(partial, func(name string) bool {
		_, there := scalarAt(a.body, []string{name})
		return there
	})
}

// items is the list of a page.
func items(body []byte, p *config.Paging) (inside []byte, n int, ok bool) {
	if p == nil || !p.Items.Set() {
		return list(body)
	}
	at, ok := find(body, redact.Parts(p.Items.Value))
	if !ok {
		return nil, 0, false
	}
	return list(body[at.start:at.end])
}

func empty(body []byte, p *config.Paging) bool {
	_, n, ok := items(body, p)
	return ok && n == 0
}

// whole puts pages together, as if there had been one: the last page, with the
// elements of all in its list. One page is what was served, byte for byte.
func whole(pages []*answer, p *config.Paging) ([]byte, error) {
	if len(pages) == 1 {
		return pages[0].clean, nil
	}
	var all bytes.Buffer
	all.WriteByte('[')
	for _, a := range pages {
		inside, n, ok := items(a.clean, p)
		if !ok {
			return nil, notList()
		}
		if n > 0 && all.Len() > 1 {
			all.WriteString(",\n")
		}
		all.Write(inside)
	}
	all.WriteByte(']')
	if !p.Items.Set() {
		return all.Bytes(), nil
	}
	last := pages[len(pages)-1].clean
	at, ok := find(last, redact.Parts(p.Items.Value))
	if !ok {
		return nil, notList()
	}
	out := append([]byte(nil), last[:at.start]...)
	return append(append(out, all.Bytes()...), last[at.end:]...), nil
}
