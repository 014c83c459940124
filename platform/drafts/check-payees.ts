import { extractBaseAddress } from '@stellar/stellar-sdk';
import { opensLater, payeeRefusals } from '#shared/chain/state/payee-standing.ts';
import { namesPassa } from '#shared/payee-name.ts';
import type { DraftContent, DraftPayee } from '../models/draft-content.ts';
import { shareTooLarge } from './check-typed.ts';
import type { DraftProblem } from './draft-problem.ts';
import { paidTo } from './paid-to.ts';
import { priceOf } from './price.ts';
import { isAddress, type PublishFacts, type Report, type Words, words } from './publish-facts-types.ts';

const whole = 10_000;

export function checkPayees({ payees, policy }: DraftContent, facts: PublishFacts, report: Report): void {
	if (payees.length === 0) report('payees', 111);
	const taken = new Set([facts.platform]);
	const invited = new Set<string>();
	for (const [i, payee] of payees.entries()) {
		if (!payee.name.trim()) report(`payees.${i}.name`, words('PAYEE_NAME_MISSING', 'Who is this?'));
		else if (namesPassa(payee.name)) report(`payees.${i}.name`, notOurName);
		if (i === 0 && payee.role !== 'organizer') report('payees.0.role', 115);
		if (payee.bps === 0) report(`payees.${i}.bps`, 113);
		if (i === 0) checkOwn(payee.address, { taken, facts }, report);
		else checkOther(payee, i, { taken, invited, facts }, report);
		if (i === 0) taken.add(payee.address);
	}
	checkSum(payees, facts, report);
	if (policy.consent && payees.some((payee) => paidTo(payee, facts).is === 'held'))
		report('policy.consent', consentOfHeld);
}

/** Nobody signs on chain for people whose money Passa keeps, so an event that waits for them would never sell. */
const consentOfHeld = words(
	'CONSENT_OF_HELD',
	'Payees whose money Passa keeps cannot agree on the network: do without this, or ask them for a wallet.',
);

/**
 * Shares that leave something are a fault of the whole list. Where they are too much in sum, the first that no longer fits
 * is named: a draft keeps it, because the organizer may make room for it in any other field.
 */
function checkSum(payees: readonly DraftPayee[], { platformFeeBps }: PublishFacts, report: Report): void {
	let sum = platformFeeBps;
	const tooLarge = payees.findIndex(({ bps }) => {
		sum += bps;
		return sum > whole;
	});
	if (tooLarge >= 0) report(`payees.${tooLarge}.bps`, shareTooLarge);
	else if (payees.length > 0 && sum < whole) report('payees', 112);
}

type Among = { taken: Set<string>; facts: PublishFacts };
/** `invited`: invitations of the payees before, each of which asks one payee. */
type AmongOthers = Among & { invited: Set<string> };

function checkOwn(address: string, { taken, facts }: Among, report: Report): void {
	if (!facts.wallets.includes(address)) {
		const message = 'The first payee is you: choose a wallet that is linked to your account.';
		report('payees.0.address', words('ORGANIZER_WALLET_UNKNOWN', message));
	} else if (taken.has(address)) report('payees.0.address', 114);
	else checkStanding(address, 0, facts, report);
}

function checkOther(payee: DraftPayee, i: number, among: AmongOthers, report: Report): void {
	const { address, invited } = payee;
	const isRepeated = address === '' && invited !== undefined && among.invited.has(invited);
	const to = isRepeated ? ({ is: 'uninvited' } as const) : paidTo(payee, among.facts);
	if (invited !== undefined) among.invited.add(invited);
	if (to.is === 'held') checkDeferred(i, among, report);
	else if (to.is === 'address') checkAddress(to.address, i, among, report);
	else report(`payees.${i}.address`, { ...withoutAddress[to.is], name: payee.name.trim() });
}

function checkAddress(address: string, i: number, { taken, facts }: Among, report: Report): void {
	const at = `payees.${i}.address`;
	if (!isAddress(address)) report(at, addressInvalid);
	// A muxed address names an account by another text.
	else if (!address.startsWith('C') && extractBaseAddress(address) === facts.payouts) report(at, isPayouts);
	else if (taken.has(address)) report(at, 114);
	else checkStanding(address, i, facts, report);
	if (address !== facts.payouts) taken.add(address);
}

/** All held payees share the payouts account, which must not be another payee's. */
function checkDeferred(i: number, { taken, facts }: Among, report: Report): void {
	const at = `payees.${i}.address`;
	if (facts.payouts === null) report(at, holdUnavailable);
	else if (taken.has(facts.payouts)) report(at, 114);
	else checkStanding(facts.payouts, i, facts, report);
}

const withoutAddress: Record<'waiting' | 'uninvited' | 'missing', Words> = {
	waiting: words('PAYEE_WAITING', 'This payee has not answered the invitation yet.'),
	uninvited: words('PAYEE_NOT_INVITED', 'Send this payee an invitation, or enter an address.'),
	missing: words('PAYEE_ADDRESS_MISSING', 'Where is this payee paid?'),
};
const addressInvalid = words('PAYEE_ADDRESS_INVALID', 'That is no Stellar address (G…, M… or C…).');
const isPayouts = words(
	'PAYEE_IS_PAYOUTS',
	'That is our own account for payees who are paid later. Invite the payee instead.',
);
const notOurName = words(
	'PAYEE_NAME_OURS',
	'A name with Passa in it would read as our own words. Say who this is.',
);
const holdUnavailable = words('PAYEE_HOLD_UNAVAILABLE', 'Nobody can be paid later here: ask for a wallet.');

/**
 * A payee who could never use its money. The organizer's own wallet may still open its account and trust line: that is a
 * warning until it signs.
 */
function checkStanding(address: string, i: number, { standingOf }: PublishFacts, report: Report): void {
	const standing = standingOf(address);
	const at = `payees.${i}.address`;
	if (!standing) report(at, words('PAYEE_UNCHECKED', 'Whether it can be paid could not be checked.'));
	const refusal = standing?.refusal;
	if (refusal && !(i === 0 && opensLater.has(refusal))) report(at, words(refusal, payeeRefusals[refusal]));
}

const warningWords = {
	PAYEE_MEMO_REQUIRED:
		'That account wants a memo with each payment, and payouts carry none. Is it an exchange’s?',
	PAYEE_NEARLY_FULL: 'That account’s limit for USDC is lower than what it may earn here.',
	PAYEE_CONTRACT_UNKNOWN: 'That is a contract. Can it pay on what it gets?',
	PICTURE_UNDESCRIBED: 'Say what the picture shows, for people who do not see it.',
};

/** What may go wrong for a payee, or is missing for some readers, and is still the organizer's choice. */
export function warningsOf(content: DraftContent, facts: PublishFacts): DraftProblem[] {
	const found: DraftProblem[] = [];
	const warn = (i: number, code: string, message: string) =>
		found.push({ path: `payees.${i}.address`, code, message });
	if (facts.picture && !facts.picture.alt.en && !facts.picture.alt.sw)
		found.push({ path: 'picture', code: 'PICTURE_UNDESCRIBED', message: warningWords.PICTURE_UNDESCRIBED });
	const most = mostRevenue(content, facts);
	for (const [i, payee] of content.payees.entries()) {
		const to = paidTo(payee, facts);
		const standing = to.is === 'address' ? facts.standingOf(to.address) : null;
		if (!standing) continue;
		const { bps } = payee;
		const { refusal, memoRequired, unknownContract, room } = standing;
		if (i === 0 && refusal && opensLater.has(refusal)) warn(i, refusal, payeeRefusals[refusal]);
		const full = room !== null && room < (most * BigInt(bps)) / BigInt(whole);
		const codes = { PAYEE_MEMO_REQUIRED: memoRequired, PAYEE_CONTRACT_UNKNOWN: unknownContract };
		for (const [code, is] of Object.entries({ ...codes, PAYEE_NEARLY_FULL: full }))
			if (is) warn(i, code, warningWords[code as keyof typeof warningWords]);
	}
	return found;
}

/** Stroops that all tickets together bring in. */
const mostRevenue = ({ tiers }: DraftContent, { rate }: PublishFacts): bigint =>
	tiers.reduce((sum, tier) => sum + (priceOf(tier, rate) ?? 0n) * BigInt(tier.capacity ?? 0), 0n);
