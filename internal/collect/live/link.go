package live

import "strings"

// nextLink is the target of the first link of a header Link whose relation is
// next, as it stands there; "" where there is none.
//
// Source: RFC 8288, section 3.
func nextLink(header []string) string {
	for _, text := range header {
		for text != "" {
			target, rest, ok := cutTarget(text)
			if !ok {
				break
			}
			params, after := cutParams(rest)
			if isNext(params) {
				return target
			}
			text = after
		}
	}
	return ""
}

// cutTarget takes <target> from the front.
func cutTarget(text string) (target, rest string, ok bool) {
	text = strings.TrimLeft(text, " \t,")
	if !strings.HasPrefix(text, "<") {
		return "", "", false
	}
	target, rest, ok = strings.Cut(text[1:], ">")
	return strings.TrimSpace(target), rest, ok
}

// cutParams takes the parameters of a link from the front: up to a comma that
// stands in no quotes.
func cutParams(text string) (params []string, rest string) {
	start, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ';', c == ',':
			params = append(params, text[start:i])
			start = i + 1
			if c == ',' {
				return params, text[i+1:]
			}
		}
	}
	return append(params, text[min(start, len(text)):]), ""
}

// isNext says whether the first rel of the parameters has the word next; others
// do not count.
func isNext(params []string) bool {
	for _, p := range params {
		name, value, _ := strings.Cut(p, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "rel") {
			continue
		}
		value = strings.Trim(strings.TrimSpace(value), `"`)
		for _, word := range strings.Fields(value) {
			if strings.EqualFold(word, "next") {
				return true
			}
		}
		return false
	}
	return false
}
