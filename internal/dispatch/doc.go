// Package dispatch gives a validator its work: it lists open subjects, computes whose turn each is, runs those that are this
// validator's under a deadline at the end of its turn, and never runs one twice at a time.
//
// There may be far more open than can be done in a turn. So nothing is begun in advance: what is next is chosen when a processor is
// free, among what can still be finished in its turn: alternately the oldest, and the oldest of the owner who is next. Kinds of work that
// wait for a processor take turns. What is not reached passes to the next turn, untouched.
//
// Nothing is stored here. After a restart the list (a view of the chain) says again what is open; each task's Run must therefore be
// safe to repeat, which the contracts make easy: a result is recorded once, under a live lease, or refused.
package dispatch
