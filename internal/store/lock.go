package store

import (
	"os"
	"path/filepath"
	"time"

	"github.com/assay-compliance/assay/internal/problem"
)

// patience is how long a writer waits for another.
const patience = 2 * time.Minute

// lock waits until nobody else writes to the store, and keeps others from it. The
// system lets go of the lock of a writer that is killed.
func (s *Store) lock() (unlock func(), err error) { return s.lockWithin(patience) }

func (s *Store) lockWithin(patience time.Duration) (unlock func(), err error) {
	at := filepath.Join(s.dir, "lock")
	f, err := s.root.OpenFile("lock", os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, failed(at, "cannot be opened", err)
	}
	const pause = 20 * time.Millisecond
	for waited := time.Duration(0); ; waited += pause {
		held, err := tryLock(f)
		switch {
		case err != nil:
			f.Close()
			return nil, failed(at, "the store cannot be locked", err)
		case held:
			return func() { f.Close() }, nil
		case waited >= patience:
			f.Close()
			return nil, problem.New(problem.Place{Path: at}, "somebody else has been writing to the store for "+patience.String(), "wait for it, or stop it")
		}
		time.Sleep(pause)
	}
}
