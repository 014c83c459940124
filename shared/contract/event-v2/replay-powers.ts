import { baseAccount } from '../base-account.ts';
import type { EventOf } from '../passa-event.ts';
import { redirectDelay } from '../pay-to.ts';
import { flags } from './flags.ts';
import { day, type Run } from './replay-run.ts';
import { isCap } from './replay-validate.ts';

const maxFreeze = 7n * day;
const maxGates = 16;

export function cancelled(run: Run, { payload }: EventOf<'cancelled'>): void {
	const { config, terms } = run.state;
	const { by, at } = payload;
	const { ends_at, policy } = terms;
	const byOrganizer = by === config.organizer;
	const isReleasedBefore = policy.release_at < ends_at;
	const until = byOrganizer ? ends_at : run.extended(0n, isReleasedBefore ? ends_at : policy.release_at);
	run.must('wrongPowers', byOrganizer || by === config.registry);
	run.must('wrongPowers', !run.has(flags.cancelled) && run.now < until && at === run.now);
	run.set(flags.cancelled, true);
	run.powers.cancelledAt = at;
}

/** Only the one who paused lifts it: the other's pause stays. */
export function paused(run: Run, { payload }: EventOf<'paused'>): void {
	const { organizer, registry } = run.state.config;
	run.must('wrongPowers', [organizer, registry].includes(payload.by));
	run.set(payload.by === organizer ? flags.pausedByOrganizer : flags.pausedByRegistry, payload.on);
}

export function frozen(run: Run, { payload: { until } }: EventOf<'frozen'>): void {
	const seconds = until - run.now;
	run.must('wrongPowers', !run.has(flags.frozen) && seconds >= 1n && seconds <= maxFreeze);
	run.powers.frozenAt = run.now;
	run.powers.frozenUntil = until;
	run.set(flags.frozen, true);
}

export function gateSet(run: Run, { payload: { gate, on } }: EventOf<'gate_set'>): void {
	const { powers } = run;
	const others = powers.gates.filter((known) => known !== gate);
	if (on && others.length < powers.gates.length) return;
	run.must('wrongPowers', !on || others.length < maxGates);
	powers.gates = on ? [...others, gate] : others;
}

export function capSet(run: Run, { payload: { cap } }: EventOf<'cap_set'>): void {
	run.must('wrongPowers', isCap(cap));
	run.state.config = { ...run.state.config, cap };
}

export function keySet(run: Run, { payload: { key } }: EventOf<'key_set'>): void {
	run.state.config = { ...run.state.config, attribution_key: key };
}

/** A payee moves to another address, and everybody can see it two days before. The present address withdraws it. */
export function redirected(run: Run, { payload }: EventOf<'redirected'>): void {
	const { powers, state } = run;
	const { from_when, index, to } = payload;
	const { payees } = state.terms;
	const present = run.payTo(index);
	const others = payees.flatMap((_, i) => (i === index ? [] : [run.payTo(i)]));
	run.must('wrongPowers', index < payees.length && from_when === run.now + redirectDelay);
	run.must('wrongPowers', !others.includes(to) && !run.isTaken(baseAccount(to)));
	state.terms = {
		...state.terms,
		payees: payees.map((payee, i) => (i === index ? { ...payee, address: present } : payee)),
	};
	const rest = powers.redirects.filter((r) => r.payee !== index);
	const pending = to === present ? [] : [{ payee: index, from: from_when, to }];
	powers.redirects = [...rest, ...pending].sort((a, b) => a.payee - b.payee);
	run.set(flags.redirected, powers.redirects.length > 0);
}
