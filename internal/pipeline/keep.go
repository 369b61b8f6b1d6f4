package pipeline

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/provenance"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/store"
)

// listing notes the files that a stream gives, for the store.
type listing struct {
	evidence.Stream
	mu    sync.Mutex
	files map[string]*evidence.File
}

// Next gives an item that is noted as it is read.
func (l *listing) Next(ctx context.Context) (evidence.Item, error) {
	item, err := l.Stream.Next(ctx)
	if err != nil {
		return nil, err
	}
	return listed{item, l}, nil
}

type listed struct {
	evidence.Item
	l *listing
}

// Documents notes the file of each document.
func (i listed) Documents(ctx context.Context, yield func(*evidence.Document) error) error {
	var last *evidence.File
	return i.Item.Documents(ctx, func(d *evidence.Document) error {
		if d.File != nil && d.File != last {
			last = d.File
			i.l.mu.Lock()
			i.l.files[strings.Clone(d.File.Path)] = d.File
			i.l.mu.Unlock()
		}
		return yield(d)
	})
}

// keeper puts what one assessment saw and made into the store.
type keeper struct {
	store   *store.Store
	repo    *os.Root
	out     *os.Root
	entries []store.Entry
	files   []store.Listed
	seen    map[store.Listed]bool
}

// keep stores an assessment: the files of evidence and input that it read, as far
// as they are files of the repository, and all that it wrote. The results are in
// their place by then and stay there whatever happens here.
func (w *Workspace) keep(o AssessOptions, sys *assessment.System, m *emit.Manifest, files map[string]*evidence.File) (*report.Stored, error) {
	if w.Config.Store == nil || o.NotKept || w.Trusted != nil {
		return nil, nil
	}
	key, err := w.storeKey(sys.ID)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(w.Config.Root, filepath.FromSlash(w.Config.Abs(w.Config.StorePath())))
	s, err := store.Open(dir, true)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	k := &keeper{store: s, seen: map[store.Listed]bool{}}
	if k.repo, err = os.OpenRoot(w.Config.Root); err != nil {
		return nil, err
	}
	defer k.repo.Close()
	if k.out, err = os.OpenRoot(o.Out); err != nil {
		return nil, err
	}
	defer k.out.Close()
	for _, p := range sortedKeys(files) {
		if err := k.evidence(p, files[p].Digest); err != nil {
			return nil, err
		}
		if err := k.signature(p); err != nil {
			return nil, err
		}
	}
	for _, in := range m.Inputs {
		if err := k.input(in); err != nil {
			return nil, err
		}
	}
	manifest, err := k.results(m)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(k.files, func(a, b store.Listed) int {
		return strings.Compare(a.Sort+"\x00"+a.Path, b.Sort+"\x00"+b.Path)
	})
	k.entries = append(k.entries, store.Entry{
		Sort: store.EntryAssessment, SHA256: manifest, Path: "manifest.json", System: sys.ID, AsOf: o.AsOf.UTC().Format(time.RFC3339), Files: k.files,
	})
	c, err := s.Append(sys.ID, k.entries, key, o.Now)
	if err != nil {
		return nil, err
	}
	return &report.Stored{Dir: w.Config.Abs(w.Config.StorePath()), ID: manifest[:12], Entries: c.Size, Signed: c.Signed}, nil
}

// add keeps a file below root, which must have the digest.
func (k *keeper) add(root *os.Root, sort, name, digest string) error {
	f := store.Listed{Sort: sort, Path: name, SHA256: digest}
	if k.seen[f] {
		return nil
	}
	k.seen[f] = true
	in, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		cause, remedy := problem.Cause(err)
		return problem.New(problem.Place{Path: name}, "cannot be kept in the store: "+cause, remedy)
	}
	defer in.Close()
	size, err := k.store.Put(digest, in)
	if err != nil {
		return err
	}
	k.files = append(k.files, f)
	k.entries = append(k.entries, store.Entry{Sort: sort, SHA256: digest, Path: name, Size: size})
	return nil
}

// evidence keeps a file of evidence. One that the run refused has no digest yet:
// what it holds made the verdict too, and is kept as it is now. One that cannot
// be read at all is noted; one that is gone, beside its signature, is not there
// either when the workspace is checked out.
func (k *keeper) evidence(name string, digest [32]byte) error {
	if digest != [32]byte{} {
		return k.add(k.repo, store.EntryEvidence, name, hex.EncodeToString(digest[:]))
	}
	info, err := k.repo.Stat(filepath.FromSlash(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && info.Mode().IsRegular() {
		if digest, err = provenance.Digest(filepath.Join(k.repo.Name(), filepath.FromSlash(name))); err == nil {
			return k.add(k.repo, store.EntryEvidence, name, hex.EncodeToString(digest[:]))
		}
	}
	k.files = append(k.files, store.Listed{Sort: store.ListedUnread, Path: name})
	return nil
}

// signature keeps the signature beside a file, where there is one.
func (k *keeper) signature(name string) error {
	full := filepath.Join(k.repo.Name(), filepath.FromSlash(name+provenance.Suffix))
	info, err := os.Lstat(full)
	if err != nil {
		return nil
	}
	var sum [32]byte
	if info.Mode().IsRegular() {
		sum, err = provenance.Digest(full)
	}
	if err != nil || !info.Mode().IsRegular() { // it signs nothing, and no verdict hangs on what it holds
		k.files = append(k.files, store.Listed{Sort: store.ListedUnread, Path: name + provenance.Suffix})
		return nil
	}
	return k.add(k.repo, store.EntryEvidence, name+provenance.Suffix, hex.EncodeToString(sum[:]))
}

// input keeps a file of the repository that bears on the verdict; what comes with
// assay is named by the manifest and is no file here.
func (k *keeper) input(in emit.Input) error {
	if !fs.ValidPath(in.Path) || len(in.Digest) != 64 {
		return nil
	}
	if _, err := k.repo.Stat(filepath.FromSlash(in.Path)); err != nil {
		return nil
	}
	sum, err := provenance.Digest(filepath.Join(k.repo.Name(), filepath.FromSlash(in.Path)))
	if err != nil || hex.EncodeToString(sum[:]) != in.Digest {
		return nil // of the same name as one that comes with assay
	}
	return k.add(k.repo, store.EntryInput, in.Path, in.Digest)
}

// results keeps what was written, and the manifest last; it gives the digest of
// the manifest.
func (k *keeper) results(m *emit.Manifest) (string, error) {
	for _, o := range m.Outputs {
		if strings.HasPrefix(path.Base(path.Dir(o.Path)), "resources") && k.store.Has(o.Digest) {
			// Evidence, kept under its own path, of this assessment or of one before.
			k.files = append(k.files, store.Listed{Sort: store.EntryResult, Path: o.Path, SHA256: o.Digest})
			continue
		}
		if err := k.add(k.out, store.EntryResult, o.Path, o.Digest); err != nil {
			return "", err
		}
	}
	sum, err := provenance.Digest(filepath.Join(k.out.Name(), "manifest.json"))
	if err != nil {
		return "", err
	}
	digest := hex.EncodeToString(sum[:])
	return digest, k.add(k.out, store.EntryResult, "manifest.json", digest)
}

// storeKey reads the key that signs the log; nil where none is configured.
func (w *Workspace) storeKey(system string) (*store.Signer, error) {
	ref := w.Config.Store.Key
	if ref == nil {
		return nil, nil
	}
	text, place, err := secretText(*ref, w.Config)
	if err != nil {
		return nil, err
	}
	key, err := provenance.ReadPrivate(text, place)
	if err != nil {
		return nil, err
	}
	return storeSigner(key, system, place)
}

// StoreVerifier reads the public key of the log; nil where none is configured.
func (w *Workspace) StoreVerifier(system string) (*store.Signer, error) {
	if w.Config.Store == nil || !w.Config.Store.Public.Set() {
		return nil, nil
	}
	key, err := readKey(w.Config, w.Config.Store.Public)
	if err != nil {
		return nil, err
	}
	return storeSigner(key, system, w.Config.Store.Public.Place)
}

// StoreVerifierOf makes a verifier of a public key in PEM.
func StoreVerifierOf(text []byte, system string, place problem.Place) (*store.Signer, error) {
	key, err := provenance.ReadPublic(text, place)
	if err != nil {
		return nil, err
	}
	return storeSigner(key, system, place)
}

func storeSigner(key *provenance.Key, system string, place problem.Place) (*store.Signer, error) {
	public, private, ok := key.Ed25519()
	if !ok {
		return nil, problem.New(place, "the log is signed with Ed25519 only", "make a key with assay evidence keygen")
	}
	return store.NewSigner(system, public, private), nil
}

// secretText reads a key from the environment or a file, which stands where it is
// named from the directory of assay.yaml.
func secretText(s config.Secret, cfg *config.Config) ([]byte, problem.Place, error) {
	if s.Env.Set() {
		text := os.Getenv(s.Env.Value)
		if text == "" {
			return nil, s.Place, problem.New(s.Place, "the variable "+s.Env.Value+" is not set", "set it to the key, or take the key out of assay.yaml")
		}
		return []byte(text), problem.Place{Path: "$" + s.Env.Value}, nil
	}
	name := filepath.FromSlash(s.File.Value)
	if !filepath.IsAbs(name) {
		name = filepath.Join(cfg.Root, filepath.FromSlash(cfg.Base), name)
	}
	f, err := os.Open(name)
	if err != nil {
		cause, remedy := problem.Cause(err)
		return nil, s.Place, problem.New(s.Place, "the key cannot be opened: "+cause, remedy)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, provenance.MaxKey+1))
	return text, problem.Place{Path: s.File.Value}, err
}
