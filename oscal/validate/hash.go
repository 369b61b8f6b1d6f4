package validate

import (
	"cmp"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/oscal"
)

// hashes checks the local files that the back matter links to: each is inside
// the root, is there, and has the hashes the link gives.
func (l *locals) hashes(s *survey, r *report) {
	for _, res := range s.links {
		for i, link := range res.rlinks {
			l.rlink(s.doc.Path, link, res.pointer+"/rlinks/"+strconv.Itoa(i), r)
		}
	}
}

func (l *locals) rlink(from string, link oscal.ResourceLink, pointer string, r *report) {
	name, where := target(from, link.Href)
	switch where {
	case outside:
		r.add("local-escape", pointer+"/href", "this path leaves the root", "write a relative path that stays inside")
		return
	case local:
	default:
		return
	}
	// A link with a hash promises a file; one without may describe a place the
	// file has elsewhere.
	level := Warning
	if len(each(link.Hashes)) > 0 {
		level = Error
	}
	f, err := open(l.root, name)
	switch {
	case errors.Is(err, errOutside):
		r.add("local-escape", pointer+"/href", "this path leaves the root through a link", "move the file inside")
		return
	case err != nil:
		r.level(level, "local-missing", pointer+"/href", fmt.Sprintf("%s: %s", seen(from, name), err), "write the path relative to this document, or add the file")
		return
	}
	defer f.Close()
	sums, err := l.sums(name, f, each(link.Hashes))
	switch {
	case errors.Is(err, errTooLarge):
		r.add("ref-hash", pointer+"/href", seen(from, name)+" is larger than 1 GiB; its hash was not checked", "link to a smaller file, or leave the hash out")
		return
	case err != nil:
		r.add("read", pointer+"/href", seen(from, name)+" cannot be read to its end", "try again, or give a copy of it")
		return
	}
	for i, h := range each(link.Hashes) {
		at := pointer + "/hashes/" + strconv.Itoa(i)
		got, known := sums[h.Algorithm]
		if !known {
			r.level(Warning, "ref-hash", at+"/algorithm", "this algorithm is not known; the hash was not checked", "use SHA-256")
			continue
		}
		if !strings.EqualFold(got, h.Value) {
			r.add("ref-hash", at+"/value", fmt.Sprintf("%s has another %s hash", seen(from, name), h.Algorithm), "the file was changed after it was linked; its hash is now "+got)
		}
	}
}

// maxHashed is the most of a file that is hashed, in bytes.
const maxHashed = 1 << 30

var errTooLarge = errors.New("too large to be hashed")

// sums hashes a file by each algorithm that is known, in lower-case hex. A file
// that many links name is read once for each algorithm.
func (l *locals) sums(name string, f fs.File, hashes []oscal.Hash) (map[string]string, error) {
	if l.hashed[name] == nil {
		l.hashed[name] = map[string]string{}
	}
	done := l.hashed[name]
	fresh := map[string]hash.Hash{}
	var writers []io.Writer
	for _, h := range hashes {
		if _, ok := done[h.Algorithm]; ok || fresh[h.Algorithm] != nil {
			continue
		}
		if sum := algorithm(h.Algorithm); sum != nil {
			fresh[h.Algorithm] = sum
			writers = append(writers, sum)
		}
	}
	if len(writers) == 0 {
		return done, nil
	}
	if info, err := f.Stat(); err != nil || info.Size() > maxHashed {
		return nil, cmp.Or(err, errTooLarge)
	}
	n, err := io.Copy(io.MultiWriter(writers...), io.LimitReader(f, maxHashed+1))
	if err == nil && n > maxHashed {
		err = errTooLarge
	}
	if err != nil {
		return nil, err
	}
	for name, sum := range fresh {
		done[name] = hex.EncodeToString(sum.Sum(nil))
	}
	return done, nil
}

// algorithm is the hash function of that name; nil when it is not known.
func algorithm(name string) hash.Hash {
	switch name {
	case "SHA-224":
		return sha256.New224()
	case "SHA-256":
		return sha256.New()
	case "SHA-384":
		return sha512.New384()
	case "SHA-512":
		return sha512.New()
	case "SHA3-224":
		return sha3.New224()
	case "SHA3-256":
		return sha3.New256()
	case "SHA3-384":
		return sha3.New384()
	case "SHA3-512":
		return sha3.New512()
	}
	return nil
}
