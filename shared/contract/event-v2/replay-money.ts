import { accounts, cash, creatorAccount, sharesOf, spare } from '../accounting.ts';
import { baseAccount } from '../base-account.ts';
import type { EventOf } from '../passa-event.ts';
import { flags } from './flags.ts';
import { accountOf } from './replay-credits.ts';
import type { Run } from './replay-run.ts';

const maxTopUp = 1_000_000_000_000_000_000n;
const maxCreators = 8;
/** Bit of the organizer among those that a closing reached. */
const organizerBit = 31;

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Each payout is exactly what was due at its ledger's time. */
export function paid(run: Run, { payload: { payees, creators } }: EventOf<'paid'>): void {
	const { state, now } = run;
	run.must(
		'wrongPayouts',
		!run.isFrozen && payees.length + creators.length > 0 && creators.length <= maxCreators,
	);
	for (const [index, amount] of payees) {
		const due = accounts(run.books, now)[index]?.due ?? 0n;
		run.must('wrongPayouts', amount > 0n && amount === due);
		if (index >= state.paid.length) continue;
		state.paid[index]! += amount;
		state.counters.paid += amount;
		run.moves(run.self, run.payTo(index), amount);
	}
	for (const [creator, amount] of creators) {
		const account = accountOf(run, creator);
		run.must('wrongPayouts', amount > 0n && amount === creatorAccount(run.books, account, now).due);
		account.paid += amount;
		state.counters.paid += amount;
		state.counters.creatorsPaid += amount;
		run.moves(run.self, creator, amount);
	}
}

export function funded(run: Run, { payload: { amount } }: EventOf<'funded'>): void {
	run.must('wrongRefunds', amount >= 1n && amount <= maxTopUp);
	run.state.counters.topUps += amount;
	run.moves(run.state.config.organizer, run.self, amount);
}

/** Only what no entitlement needs, the treasury's shortfalls first, and never while refunds are open. */
export function topUpsReturned(run: Run, { payload: { amount } }: EventOf<'top_ups_returned'>): void {
	const { counters, config } = run.state;
	run.must('wrongRefunds', !run.isFrozen && !run.areRefundsOpen);
	run.must(
		'wrongRefunds',
		amount > 0n && amount === least(spare(run.books) - counters.shortfalls, counters.topUps),
	);
	counters.topUps -= amount;
	run.moves(run.self, config.organizer, amount);
}

/** Somebody fetches what could not be delivered, or the treasury what it is owed and its shortfalls. */
export function owedPaid(run: Run, { payload }: EventOf<'owed_paid'>): void {
	const { to, amount, shortfall, treasury } = payload;
	const { counters, owed } = run.state;
	run.must('wrongRefunds', !run.isFrozen && amount > 0n);
	if (!treasury) {
		run.must('wrongRefunds', shortfall === 0n && owed.get(to) === amount);
		owed.set(to, 0n);
	} else {
		const free = least(spare(run.books), counters.shortfalls);
		const expected = run.areRefundsOpen || free < 0n ? 0n : free;
		run.must('wrongRefunds', shortfall === expected && amount - shortfall === run.state.treasuryOwed);
		run.state.treasuryOwed = 0n;
	}
	counters.owed -= amount - shortfall;
	counters.shortfalls -= shortfall;
	run.moves(run.self, to, amount);
}

/** What is left of a cancelled event goes to who put it in, then by the splits. */
export function closed(run: Run, { payload }: EventOf<'closed'>): void {
	const { counters, config, paid } = run.state;
	const { delivered, organizer, payees, treasury } = payload;
	const left = cash(run.books);
	run.must(
		'wrongRefunds',
		!run.isFrozen && run.has(flags.cancelled) && counters.refundable === 0n && left > 0n,
	);
	const toTreasury = least(left, counters.shortfalls);
	const toOrganizer = least(left - toTreasury, counters.topUps);
	const shares = sharesOf(run.books.bps, left - toTreasury - toOrganizer);
	run.must(
		'wrongRefunds',
		treasury === toTreasury && organizer === toOrganizer && payees.join() === shares.join(),
	);
	const isDelivered = (bit: number) => ((delivered >>> bit) & 1) === 1;
	counters.shortfalls -= treasury;
	counters.topUps -= organizer;
	run.oweTreasury(treasury);
	run.deliver(config.organizer, organizer, isDelivered(organizerBit));
	for (const [i, amount] of payees.entries()) {
		if (paid[i] !== undefined) paid[i] += amount;
		counters.paid += amount;
		const to = run.payTo(i);
		run.must('wrongRefunds', amount > 0n || isDelivered(i));
		run.deliver(isDelivered(i) ? to : baseAccount(to), amount, isDelivered(i));
	}
}
