import { asText } from '#shared/as-text.ts';
import { baseAccount } from '../base-account.ts';
import { type Config, Currency, type Payee, Role, type Terms, type Tier } from '../event.ts';
import { day, type Run } from './replay-run.ts';

const whole = 10_000;
const priceStep = 10_000n;
const priceMin = 100_000n;
const priceMax = 1_000_000_000_000_000n;
const shilling = 100n;
const years = 3n * 365n * day;
const maxHold = 180n * day;
const minHold = 3n * day;
const maxResaleCap = 50_000;
const maxTickets = 20;
const maxCap = 2n ** 64n - 1n;

/** What an organizer may publish: contracts/event/src/terms/validate.rs. */
export function mayPublish(run: Run): boolean {
	const { config, terms } = run.state;
	const times =
		terms.starts_at > run.now &&
		terms.doors_at <= terms.starts_at &&
		terms.ends_at > terms.starts_at &&
		terms.ends_at <= run.now + years;
	const name = bytesOf(terms.name);
	const texts = name >= 1 && name <= 64 && isUri(terms.uri);
	const tiers = terms.tiers.length >= 1 && terms.tiers.length <= 16;
	return (
		isCap(config.cap) &&
		times &&
		texts &&
		tiers &&
		terms.tiers.every((t) => maySell(t, terms)) &&
		maySplit(run, terms)
	);
}

export const isCap = (cap: bigint): boolean => cap >= 0n && cap <= maxCap;
export const isUri = (uri: string): boolean => bytesOf(uri) <= 256;
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

export const maySell = (t: Tier, { ends_at }: Pick<Terms, 'ends_at'>): boolean =>
	t.price >= priceMin &&
	t.price % priceStep === 0n &&
	t.price <= priceMax &&
	t.face.amount >= 1n &&
	t.face.amount <= priceMax &&
	(t.face.currency !== Currency.Kes || t.face.amount % shilling === 0n) &&
	t.capacity > 0 &&
	t.fiat_quota <= t.capacity &&
	t.per_order >= 1 &&
	t.per_order <= maxTickets &&
	t.opens_at < t.closes_at &&
	t.closes_at <= ends_at;

/** What is fixed with the first order: policy and payees. */
export function maySplit(run: Run, terms: Terms): boolean {
	const { config } = run.state;
	const p = terms.policy;
	const rates =
		[p.reserve_bps, p.royalty_bps, p.commission_cap_bps].every((bps) => bps <= whole) &&
		p.reserve_bps >= config.min_reserve_bps &&
		p.resale_cap_bps <= maxResaleCap &&
		(p.resale_cap_bps === 0 || p.resale_limit > 0);
	return rates && areTimesInOrder(config, terms) && arePayees(run, terms);
}

function areTimesInOrder(config: Config, { policy: p, doors_at, ends_at }: Terms): boolean {
	const hold = config.min_reserve_bps > 0 ? minHold : 0n;
	const earliest = p.reserve_bps > 0 ? ends_at + hold : 0n;
	return (
		p.refund_until <= p.freeze_at &&
		p.freeze_at <= doors_at &&
		(p.refund_until === 0n || p.reserve_bps === whole) &&
		p.release_at >= earliest &&
		p.release_at <= ends_at + maxHold
	);
}

function arePayees(run: Run, { payees, policy }: Terms): boolean {
	const [first] = payees;
	const addresses = payees.map((p) => p.address);
	return (
		payees.length >= 2 &&
		payees.length <= 10 &&
		first !== undefined &&
		baseAccount(first.address) === run.state.config.organizer &&
		first.role === Role.Organizer &&
		payees.every(({ bps, address }) => bps >= 1 && !run.isTaken(address)) &&
		new Set(addresses).size === payees.length &&
		payees.reduce((n, { bps }) => n + bps, 0) === whole &&
		policy.commission_cap_bps <= first.bps
	);
}

/** The platform's payees, which only the registry's rules set. */
export const platformOf = (payees: Payee[]): string =>
	asText(payees.filter(({ role }) => role === Role.Platform));

/** Organizer and platform agreed already: by publishing, and by the rules. A mask over payees. */
export const givenConsents = (payees: Payee[]): number =>
	payees.reduce((mask, { role }, i) => (i === 0 || role === Role.Platform ? mask | (1 << i) : mask), 0);
