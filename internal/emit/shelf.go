package emit

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// shelf holds the files that the documents of one framework cite. Each stands
// at resources/<sha256>, so that the folder can be handed over whole and every
// link stays inside it.
type shelf struct {
	dir    string // the framework's folder, staged
	before string // the same folder of the results that these will replace
	id     func(parts ...string) string
	open   func(path string) (io.ReadCloser, error) // evidence, relative to the repository
	placed map[string]oscal.Resource                // by digest
	sizes  map[string]int64                         // bytes, by digest; of source files once they are settled

	group   sync.WaitGroup
	mu      sync.Mutex
	copies  []copying
	taken   int // of copies, by a copier
	copiers int // at work
}

// maxCopiers is how many source files are copied side by side. More wait for the
// lock of the folder, and take time from the documents while they do.
const maxCopiers = 2

// resourcesDir is the folder of cited files inside a framework's folder.
const resourcesDir = "resources"

func newShelf(dir, before string, id func(...string) string, open func(string) (io.ReadCloser, error)) *shelf {
	return &shelf{dir: dir, before: before, id: id, open: open, placed: map[string]oscal.Resource{}, sizes: map[string]int64{}}
}

// evidence places a source file and gives the uuid of its resource. A file that
// is no longer what was read is an error of settle: nothing may cite bytes that
// nobody judged.
func (s *shelf) evidence(src assessment.Source, kind oscal.Property) string {
	if r, ok := s.placed[src.Digest]; ok {
		return r.UUID
	}
	s.keep(src)
	return s.register(src.Digest, 0, src.Path, kind)
}

// smallFile is what is copied in one read and one write.
const smallFile = 1 << 20

// keep begins to place source files, without making them resources of the
// document. They are copied side by side while the document is written: most of
// the time is waiting for the file system. settle waits for them.
func (s *shelf) keep(files ...assessment.Source) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range files {
		if _, ok := s.sizes[f.Digest]; !ok {
			s.sizes[f.Digest] = 0
			s.copies = append(s.copies, copying{source: f})
		}
	}
	for s.copiers < min(maxCopiers, len(s.copies)-s.taken) {
		s.copiers++
		s.group.Go(s.copyAll)
	}
}

// copying is one source file on its way to the shelf.
type copying struct {
	source assessment.Source
	size   int64
	err    error
}

// copyAll copies source files until none is left to take.
func (s *shelf) copyAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.taken < len(s.copies) {
		i := s.taken
		s.taken++
		source := s.copies[i].source
		s.mu.Unlock()
		size, err := s.copyIn(source)
		s.mu.Lock()
		s.copies[i].size, s.copies[i].err = size, err
	}
	s.copiers--
}

// settle waits until every source file is in its place.
func (s *shelf) settle() error {
	s.group.Wait()
	var errs []error
	for _, c := range s.copies {
		s.sizes[c.source.Digest] = c.size
		errs = append(errs, c.err)
	}
	return errors.Join(errs...)
}

// reuse links the file of the results before, where it holds these very bytes:
// to make and to remove a thousand files takes longer than to assess them.
func (s *shelf) reuse(digest string, b []byte) bool {
	path := filepath.Join(s.before, resourcesDir, digest)
	if info, err := os.Lstat(path); err != nil || info.Mode()&(fs.ModeType|0o400) != 0o400 || info.Size() != int64(len(b)) {
		return false
	}
	there, err := ReadFile(path, smallFile)
	return err == nil && bytes.Equal(there, b) && os.Link(path, s.path(digest)) == nil
}

// copyIn puts one source file in the place of its digest and gives its size.
func (s *shelf) copyIn(src assessment.Source) (int64, error) {
	in, err := s.open(src.Path)
	if err != nil {
		return 0, changed(src.Path, err)
	}
	defer in.Close()
	head, err := io.ReadAll(io.LimitReader(in, smallFile))
	if err != nil {
		return 0, changed(src.Path, err)
	}
	if len(head) < smallFile {
		if digestOf(head) != src.Digest {
			return 0, changed(src.Path, nil)
		}
		if s.reuse(src.Digest, head) {
			return int64(len(head)), nil
		}
		return int64(len(head)), s.write(src.Digest, head)
	}
	digest, n, err := s.copy(io.MultiReader(bytes.NewReader(head), in))
	if err == nil && digest != src.Digest {
		err = changed(src.Path, nil)
	}
	return n, err
}

func changed(path string, err error) error {
	what := "evidence changed while it was being assessed"
	if errors.Is(err, fs.ErrNotExist) {
		what = "evidence was removed while it was being assessed"
	}
	return problem.New(problem.Place{Path: path}, what, "run again when its collector has finished")
}

// content places bytes that are already in hand, for example a policy.
func (s *shelf) content(title string, kind oscal.Property, b []byte) (string, error) {
	sum := sha256.Sum256(b)
	digest := hex.EncodeToString(sum[:])
	if r, ok := s.placed[digest]; ok {
		return r.UUID, nil
	}
	if err := s.write(digest, b); err != nil {
		return "", fmt.Errorf("place %s: %w", title, err)
	}
	return s.register(digest, int64(len(b)), title, kind), nil
}

// write places bytes at their digest. What is there already has these bytes, and
// may be the file of the results before, which must stay as it is.
func (s *shelf) write(digest string, b []byte) error {
	f, err := os.OpenFile(s.path(digest), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// stream places what fill writes, however long it is.
func (s *shelf) stream(title string, kind oscal.Property, fill func(*bufio.Writer) error) (string, error) {
	tmp, err := os.CreateTemp(filepath.Join(s.dir, resourcesDir), ".part-*")
	if err != nil {
		return "", fmt.Errorf("place %s: %w", title, err)
	}
	defer os.Remove(tmp.Name())
	sum := sha256.New()
	size := &counter{}
	out := bufio.NewWriterSize(io.MultiWriter(tmp, sum, size), 1<<16)
	err = fill(out)
	if err == nil {
		err = out.Flush()
	}
	if e := tmp.Chmod(0o644); err == nil {
		err = e
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return "", fmt.Errorf("place %s: %w", title, err)
	}
	digest := hex.EncodeToString(sum.Sum(nil))
	if r, ok := s.placed[digest]; ok {
		return r.UUID, nil
	}
	if err := os.Rename(tmp.Name(), s.path(digest)); err != nil {
		return "", fmt.Errorf("place %s: %w", title, err)
	}
	return s.register(digest, size.n, title, kind), nil
}

// counter counts what is written to it.
type counter struct{ n int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return len(b), nil
}

func (s *shelf) copy(in io.Reader) (digest string, n int64, err error) {
	tmp, err := os.CreateTemp(filepath.Join(s.dir, resourcesDir), ".part-*")
	if err != nil {
		return "", 0, err
	}
	defer os.Remove(tmp.Name())
	sum := sha256.New()
	n, err = io.Copy(io.MultiWriter(tmp, sum), in)
	if e := tmp.Chmod(0o644); err == nil {
		err = e
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return "", 0, err
	}
	digest = hex.EncodeToString(sum.Sum(nil))
	return digest, n, os.Rename(tmp.Name(), s.path(digest))
}

func (s *shelf) path(digest string) string { return filepath.Join(s.dir, resourcesDir, digest) }

func (s *shelf) register(digest string, size int64, title string, kind oscal.Property) string {
	s.sizes[digest] = size
	r := oscal.Resource{
		UUID:  s.id("resource", digest),
		Title: line(title),
		Props: list([]oscal.Property{kind}),
		Rlinks: list([]oscal.ResourceLink{{
			Href:      "./" + resourcesDir + "/" + digest,
			MediaType: mediaType(title),
			Hashes:    list([]oscal.Hash{{Algorithm: "SHA-256", Value: digest}}),
		}}),
	}
	s.placed[digest] = r
	return r.UUID
}

// resources lists what was placed, sorted by uuid.
func (s *shelf) resources() []oscal.Resource {
	out := make([]oscal.Resource, 0, len(s.placed))
	for _, r := range s.placed {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b oscal.Resource) int { return cmp.Compare(a.UUID, b.UUID) })
	return out
}

func mediaType(path string) string {
	switch filepath.Ext(path) {
	case ".json", ".sarif":
		return "application/json"
	case ".jsonl":
		return "application/jsonl"
	case ".xml":
		return "application/xml"
	case ".yaml", ".yml":
		return "application/yaml"
	}
	return "text/plain"
}
