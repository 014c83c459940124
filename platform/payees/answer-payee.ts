import { and, eq } from 'drizzle-orm';
import { type PayeeRefusal, payeeRefusals } from '#shared/chain/state/payee-standing.ts';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Seal } from '#shared/seal.server.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import type { Session } from '#shared/session.server.ts';
import { type Answer, type VerifyChallengeError, verifyChallenge } from '../accounts/verify-challenge.ts';
import {
	type ChallengeContext,
	type OfferChallengeError,
	type Offered,
	offerChallenge,
	type SignedBy,
} from '../accounts/wallet-challenge.ts';
import type { CallNetworkError } from '../call-network.ts';
import { paidTo } from '../drafts/paid-to.ts';
import { answersIn, payeeInvitationsOf } from '../drafts/payee-answers.ts';
import type { ReadFacts } from '../drafts/publish-facts.ts';
import { type PublishedError, refusePublished } from '../drafts/store.ts';
import { drafts } from '../models/drafts.ts';
import { limits } from '../models/limits.ts';
import { payeeInvitations } from '../models/payees.ts';
import type { Database } from '../models/schema.ts';
import {
	type OpenedPayeeInvitation,
	payeeInvitationOver,
	type ReadPayeeInvitationError,
	readPayeeInvitation,
} from './read-payee-invitation.ts';

export type AnswerPayeeDeps = {
	db: Database;
	seal: Seal;
	clock: Clock;
	context: ChallengeContext;
	facts: ReadFacts;
	payouts: string | null;
};

const attempts = { seconds: 600, max: 60, code: 'TOO_MANY_REQUESTS' } as const;

export type OwnPayeeError = ReadPayeeInvitationError | PublishedError | PassaError<'INVITATION_NOT_YOURS'>;

/** An invitation that its person may answer: messages are forwarded, so the link alone is not enough. Throws OwnPayeeError. */
async function ownInvitation(
	{ db, seal, clock }: Pick<AnswerPayeeDeps, 'db' | 'seal' | 'clock'>,
	{ by }: Session,
	token: string,
): Promise<OpenedPayeeInvitation> {
	const opened = await readPayeeInvitation(db, seal, token, by, new Date(clock.now()));
	if (!opened.yours) {
		const words = `This invitation was sent to ${opened.to}. Sign in with that, or add it to your account.`;
		throw new PassaError('INVITATION_NOT_YOURS', words, { status: 403 });
	}
	refusePublished(opened.draft);
	return opened;
}

export type OfferPayeeWalletError = OwnPayeeError | OfferChallengeError | PassaError<'TOO_MANY_REQUESTS'>;

/** Creates what a wallet signs so that its owner is paid to it. Throws OfferPayeeWalletError. */
export async function offerPayeeWallet(
	deps: AnswerPayeeDeps,
	session: Session,
	token: string,
	wallet: { address: string; by: SignedBy },
): Promise<Offered> {
	const { row } = await ownInvitation(deps, session, token);
	const key = deps.seal.keyOf('limit', `wallets ${session.by}`);
	await limitRate(deps.db, limits, key, attempts, deps.clock.now());
	return offerChallenge(deps, wallet.address, wallet.by, { to: 'be-paid', invitation: row.id });
}

export type PayeeWalletError =
	| OwnPayeeError
	| VerifyChallengeError
	| CallNetworkError
	| PassaError<PayeeRefusal | 'PAYEE_MEMO_REQUIRED' | 'PAYEE_TWICE' | 'PAYEE_UNCHECKED'>;

/** Records the wallet that answers as the payee's address, if it can be paid. Throws PayeeWalletError. */
export async function answerByWallet(
	deps: AnswerPayeeDeps,
	session: Session,
	token: string,
	signed: Answer,
): Promise<string> {
	const opened = await ownInvitation(deps, session, token);
	const address = await verifyChallenge(deps, signed, { to: 'be-paid', invitation: opened.row.id });
	await refuseUnpayable(deps, opened, address);
	await record(deps, session, opened, { state: 'wallet', address });
	return address;
}

export type HoldForPayeeError = OwnPayeeError | PassaError<'PAYEE_HOLD_UNAVAILABLE'>;

/** Records that the payee is paid later: the payouts account is paid in their place. Throws HoldForPayeeError. */
export async function holdForPayee(deps: AnswerPayeeDeps, session: Session, token: string): Promise<void> {
	const opened = await ownInvitation(deps, session, token);
	if (deps.payouts === null) {
		throw new PassaError('PAYEE_HOLD_UNAVAILABLE', 'Nobody can be paid later here. Use a wallet.', {
			status: 409,
		});
	}
	await record(deps, session, opened, { state: 'held', address: null });
}

/** The same checks as when the draft is published, so that the payee sees a fault before the organizer does. */
async function refuseUnpayable(
	{ db, clock, facts }: AnswerPayeeDeps,
	{ draft, row, payee }: OpenedPayeeInvitation,
	address: string,
): Promise<void> {
	const answers = answersIn(await payeeInvitationsOf(db, draft.id, new Date(clock.now())));
	const payees = draft.content.payees.map((each) =>
		each.invited === payee.invited ? { ...each, address } : each,
	);
	const known = await facts([], { content: { ...draft.content, payees }, nonce: draft.nonce, answers });
	const standing = known.standingOf(address);
	if (!standing)
		throw new PassaError('PAYEE_UNCHECKED', 'This could not be checked now. Try again.', { status: 503 });
	const { refusal, memoRequired } = standing;
	if (refusal) throw new PassaError(refusal, payeeRefusals[refusal], { status: 409 });
	if (memoRequired) {
		throw new PassaError(
			'PAYEE_MEMO_REQUIRED',
			'That wallet wants a memo with each payment, and payouts carry none.',
			{
				status: 409,
			},
		);
	}
	const others = draft.content.payees
		.filter(({ invited }) => invited !== row.payee)
		.map((each) => paidTo(each, { answers }));
	const taken = [
		known.platform,
		known.payouts,
		...others.map((to) => (to.is === 'address' ? to.address : null)),
	];
	if (!taken.includes(address)) return;
	throw new PassaError('PAYEE_TWICE', 'Another payee of this event is paid to that wallet.', { status: 409 });
}

/** An answer may be changed until the event is published; the draft's row decides which comes first. */
async function record(
	{ db, clock }: AnswerPayeeDeps,
	{ by }: Session,
	{ row, draft }: OpenedPayeeInvitation,
	answer: { state: 'wallet' | 'held'; address: string | null },
): Promise<void> {
	await db.transaction(async (tx) => {
		const [locked] = await tx.select().from(drafts).where(eq(drafts.id, draft.id)).for('update');
		if (!locked) throw payeeInvitationOver();
		refusePublished(locked);
		const written = await tx
			.update(payeeInvitations)
			.set({ ...answer, account: by, answeredAt: new Date(clock.now()) })
			.where(and(eq(payeeInvitations.id, row.id), eq(payeeInvitations.tokenHash, row.tokenHash)))
			.returning({ id: payeeInvitations.id });
		if (written.length === 0) throw payeeInvitationOver();
	});
}
