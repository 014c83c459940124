import { randomBytes, randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { type Parts, refusal } from './parts.ts';
import type { PayoutBehaviour, PayoutRecord } from './payout-behaviours.ts';

/** Result codes of payouts that nothing is paid for. */
const failures: Partial<Record<PayoutBehaviour, { code: number; description: string }>> = {
	failed: { code: 2006, description: 'The account is inactive.' },
	unregistered: { code: 2040, description: 'The recipient is not a registered customer.' },
	short: { code: 1, description: 'The balance is insufficient for the transaction.' },
	'short-once': { code: 1, description: 'The balance is insufficient for the transaction.' },
};

const done = 'The service request is processed successfully.';
const resultMilliseconds = 500;
const lateMilliseconds = 90_000;

/** Answers B2C requests of a known initiator, and sends their results. */
export function b2c(
	app: Hono,
	{ ledger, clock, deliver, save }: Parts,
	isInitiator: (credential: unknown) => boolean,
): void {
	app.post('/mpesa/b2c/v3/paymentrequest', async (c) => {
		const body = await c.req.json();
		const { OriginatorConversationID: id, Amount: shillings, PartyB } = body;
		if (ledger.payouts.some((each) => each.id === id))
			return refusal(c, 500, '500.002.1001', 'Duplicate OriginatorConversationID.');
		if (!Number.isInteger(shillings) || shillings < 10 || shillings > 250_000)
			return refusal(c, 400, '400.002.02', 'Bad Request - Invalid Amount');
		const behaviour = ledger.payoutBehaviourOf(String(PartyB));
		if (behaviour === 'fault') return refusal(c, 500, '500.001.1001', 'Server Error');
		const failure = isInitiator(body.SecurityCredential)
			? failures[behaviour]
			: { code: 2001, description: 'The initiator information is invalid.' };
		const receipt = failure ? null : `P${randomBytes(5).toString('hex').toUpperCase().slice(0, 9)}`;
		const conversationId = `AG_${randomUUID()}`;
		const made = { id, conversationId, phone: String(PartyB), shillings, behaviour, at: clock.now() };
		ledger.payouts.push({ ...made, receipt, code: failure?.code ?? 0 });
		save();
		const common = { OriginatorConversationID: id, ConversationID: conversationId };
		const Result = {
			...common,
			ResultType: 0,
			ResultCode: failure?.code ?? 0,
			ResultDesc: failure?.description ?? done,
			...(receipt === null ? {} : { TransactionID: receipt }),
			ResultParameters: { ResultParameter: receipt === null ? [] : parametersOf(receipt, made) },
			ReferenceData: { ReferenceItem: { Key: 'QueueTimeoutURL', Value: String(body.QueueTimeOutURL) } },
		};
		const send = (milliseconds: number, url: unknown, message: object) =>
			clock.after(milliseconds, () => deliver(String(url), message, 'result'));
		if (behaviour === 'late') {
			const late = { ...common, ResultType: 1, ResultCode: 1037, ResultDesc: 'Queue time-out' };
			send(resultMilliseconds, body.QueueTimeOutURL, { Result: late });
			send(lateMilliseconds, body.ResultURL, { Result });
		} else if (behaviour !== 'mute' && behaviour !== 'fault-paid')
			for (const times of behaviour === 'twice' ? [1, 2] : [1])
				send(times * resultMilliseconds, body.ResultURL, { Result });
		if (behaviour === 'fault-paid') return refusal(c, 500, '500.001.1001', 'Server Error');
		const ResponseDescription = 'Accept the service request successfully.';
		return c.json({ ...common, ResponseCode: '0', ResponseDescription });
	});
}

const parametersOf = (receipt: string, { phone, shillings }: Pick<PayoutRecord, 'phone' | 'shillings'>) =>
	Object.entries({
		TransactionAmount: shillings,
		TransactionReceipt: receipt,
		ReceiverPartyPublicName: `${phone} - NAME`,
		B2CRecipientIsRegisteredCustomer: 'Y',
	}).map(([Key, Value]) => ({ Key, Value }));
