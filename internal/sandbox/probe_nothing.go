package sandbox

import "context"

// workerNothing does nothing; it shows that a child comes up.
const workerNothing = "sandbox.nothing"

func init() {
	Register(workerNothing, func(context.Context, *Guest) error { return nil })
}
