import type { ReplayedState, Rule } from '../../event-version.ts';
import type { EventName, EventOf } from '../../passa-event.ts';

type Change<N extends EventName> = (
	payload: EventOf<N>['payload'],
	before: ReplayedState,
	event: string,
) => unknown;

/**
 * A negative control: it changes one event that the contract published, or the state before it, so that the contract would
 * have refused it. `change` returns false if an event does not serve.
 */
export type Forgery<N extends EventName = EventName> = {
	rule: Rule;
	name: N;
	what: string;
	change: Change<N>;
};

export const refuses = <N extends EventName>(rule: Rule, name: N, what: string, change: Change<N>): Forgery =>
	({ rule, name, what, change }) as unknown as Forgery;

/** An account that takes no part in the recorded histories. */
export const stranger = 'GBXGQJWVLWOYHFLVTKWV5FGHA3LNYY2JQKM7OAJAUEQFU6LPCSEFVXON';
