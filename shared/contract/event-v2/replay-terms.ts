import { asText } from '#shared/as-text.ts';
import { hex } from '#shared/hex.ts';
import { baseAccount } from '../base-account.ts';
import type { Terms } from '../event.ts';
import type { EventOf } from '../passa-event.ts';
import { flags } from './flags.ts';
import { day, type Run } from './replay-run.ts';
import { givenConsents, isUri, mayPublish, maySell, maySplit, platformOf } from './replay-validate.ts';
import { splitsHash } from './splits-hash.ts';

const windowLength = 14n * day;
const maxDelay = 180n * day;

export function created(run: Run): void {
	// It is created once, before anything else happens.
	run.must('wrongTerms', mayPublish(run) && run.state.counters.consents === 0);
	run.state.counters.consents = givenConsents(run.state.terms.payees);
}

export function detailsSet(run: Run, { payload }: EventOf<'details_set'>): void {
	const { terms } = run.state;
	const { metadata_hash, place_hash, uri } = payload;
	run.must('wrongTerms', isChangeable(run) && isUri(uri));
	raise(run, payload.terms_version);
	const isElsewhere = hex(terms.place_hash ?? new Uint8Array()) !== hex(place_hash);
	const until = isElsewhere ? openWindow(run) : 0n;
	run.must('wrongTerms', until === payload.window_until);
	Object.assign(terms, { metadata_hash, place_hash, uri });
}

export function tierAdded(run: Run, { payload }: EventOf<'tier_added'>): void {
	const { terms, counters } = run.state;
	const { tier, replaced, left } = payload;
	const added = payload.terms.tiers.at(-1);
	run.must('wrongTerms', isChangeable(run) && tier === terms.tiers.length && tier < 16);
	run.must('wrongTerms', added !== undefined && maySell(added, terms));
	const tiers = terms.tiers.map((t) => ({ ...t }));
	const old = replaced === null ? undefined : tiers[replaced];
	if (replaced === null) run.must('wrongTerms', left === 0);
	else if (!old) run.must('wrongTerms', false);
	else {
		const count = run.count(replaced);
		const used = count.sold - count.fiatSold + count.fiatAllocated;
		run.must('overSold', left === used && (added?.capacity ?? 0) <= old.capacity - used);
		old.capacity = used;
		old.fiat_quota = count.fiatAllocated;
	}
	raise(run, payload.terms_version);
	changeTo(run, payload.terms, { ...terms, tiers: added ? [...tiers, added] : tiers });
	counters.tiers.push({ sold: 0, fiatAllocated: 0, fiatSold: 0 });
}

export function splitsSet(run: Run, { payload }: EventOf<'splits_set'>): void {
	const { state } = run;
	const { payees, splits_version } = payload;
	const policy = payload.policy ?? state.terms.policy;
	run.must('lateSplits', !run.has(flags.ordered));
	const present = state.terms.payees.map((payee, i) => ({ ...payee, address: run.payTo(i) }));
	run.must('wrongTerms', platformOf(present) === platformOf(payees));
	run.must('wrongTerms', splits_version === state.counters.splitsVersion + 1);
	state.terms = { ...state.terms, payees, policy, splits_version };
	run.must('wrongTerms', maySplit(run, state.terms));
	raise(run, payload.terms_version);
	state.counters.splitsVersion = splits_version;
	state.counters.consents = givenConsents(payees);
	// A redirect counted for the payee then.
	run.powers.redirects = [];
	run.set(flags.redirected, false);
	state.paid = payees.map(() => 0n);
}

export function accepted(run: Run, { payload }: EventOf<'accepted'>): void {
	const { terms, counters } = run.state;
	const { index, payee, splits_hash } = payload;
	const bit = 1 << index;
	run.must('wrongTerms', baseAccount(terms.payees[index]?.address ?? '') === payee);
	run.must('wrongTerms', (counters.consents & bit) === 0 && hex(splits_hash) === hex(splitsHash(terms)));
	counters.consents |= bit;
}

export function postponed(run: Run, { payload }: EventOf<'postponed'>): void {
	const { state, powers, now } = run;
	const { by } = payload;
	run.must('wrongPowers', !run.has(flags.cancelled) && powers.postponedBy === 0n);
	run.must('wrongPowers', by >= 1n && by <= maxDelay && now < run.extended(0n, state.terms.starts_at));
	powers.postponedBy = by;
	raise(run, payload.terms_version);
	const passed = now < state.terms.starts_at ? now : powers.frozenAt;
	changeTo(run, payload.terms, moved(state.terms, passed, now, by));
	run.must('wrongPowers', now < state.terms.starts_at);
	run.must('wrongTerms', openWindow(run) === payload.window_until);
}

/** All times that are still to come, later; if a freeze gave time beyond the start, what passed during it too. */
function moved(terms: Terms, passed: bigint, now: bigint, by: bigint): Terms {
	const later = (time: bigint) => (time > passed ? time + by : time);
	const { policy } = terms;
	return {
		...terms,
		starts_at: later(terms.starts_at),
		ends_at: later(terms.ends_at),
		doors_at: later(terms.doors_at),
		policy: {
			...policy,
			// Listings that ended with it do not come back.
			freeze_at: policy.freeze_at > now ? policy.freeze_at + by : policy.freeze_at,
			refund_until: later(policy.refund_until),
			release_at: later(policy.release_at),
		},
		tiers: terms.tiers.map((t) => ({ ...t, opens_at: later(t.opens_at), closes_at: later(t.closes_at) })),
	};
}

const isChangeable = (run: Run): boolean => !run.has(flags.cancelled) && run.now < run.state.terms.ends_at;

function raise(run: Run, version: number): void {
	const { terms, counters } = run.state;
	run.must('wrongTerms', version === counters.termsVersion + 1);
	counters.termsVersion = version;
	terms.terms_version = version;
}

/** An event that has the whole terms in it says nothing else than what follows from those before. */
function changeTo(run: Run, said: Omit<Terms, 'splits_version'>, expected: Terms): void {
	const { splits_version } = run.state.terms;
	const terms = { ...said, splits_version };
	run.must('wrongTerms', asText(terms) === asText({ ...expected, terms_version: said.terms_version }));
	run.state.terms = terms;
}

/** It never ends before one that runs already. Returns when it ends, a freeze apart, or 0. */
function openWindow(run: Run): bigint {
	const { now, powers, state } = run;
	const { starts_at } = state.terms;
	const until = starts_at < now + windowLength ? starts_at : now + windowLength;
	if (until <= now || !run.has(flags.ordered)) return 0n;
	const running = powers.window;
	const isLater = run.extended(now, until) > run.extended(running.at, running.until);
	const window = isLater ? { at: now, until } : running;
	powers.window = { ...window, version: state.counters.termsVersion };
	run.set(flags.window, true);
	return window.until;
}
