import type { Hono } from 'hono';
import { isBehaviour } from './behaviours.ts';
import { isForm, isMessage } from './forms.ts';
import { type Parts, refusal } from './parts.ts';
import { isPayoutBehaviour } from './payout-behaviours.ts';

/** The routes of `/control`: what people and tests set. */
export function control(app: Hono, { ledger, clock, settings }: Parts): void {
	app.get('/control/state', (c) => {
		const { pushes, payments, payouts, confirmationUrl, pullRegistered } = ledger;
		return c.json({ pushes, payments, payouts, confirmationUrl, pullRegistered });
	});
	app.get('/control/certificate', (c) => c.text(settings.certificatePem));
	/** `{behaviour}` holds for the next push, `{behaviour, phone}` for all pushes of that phone. */
	app.post('/control/behaviour', async (c) => {
		const { behaviour, phone } = await c.req.json();
		if (!isBehaviour(behaviour)) return refusal(c, 400, 'UNKNOWN_BEHAVIOUR', 'no such behaviour');
		if (phone) ledger.byPhone.set(String(phone), behaviour);
		else ledger.next = behaviour;
		return c.json({ behaviour });
	});
	/** `{behaviour, phone}`: holds for all payouts to that phone. */
	app.post('/control/payout', async (c) => {
		const { behaviour, phone } = await c.req.json();
		if (!isPayoutBehaviour(behaviour)) return refusal(c, 400, 'UNKNOWN_BEHAVIOUR', 'no such behaviour');
		ledger.payoutsOf.set(String(phone), behaviour);
		return c.json({ behaviour });
	});
	/** `{receipt, how}`: its reversal is `refused` at once, or accepted and `failed`. */
	app.post('/control/unreversible', async (c) => {
		const { receipt, how } = await c.req.json();
		ledger.unreversible.set(String(receipt), how === 'refused' ? 'refused' : 'failed');
		return c.json({ receipt });
	});
	/** `{message, form}`: that message has this form from now on; form null: its own again. */
	app.post('/control/form', async (c) => {
		const { message, form } = await c.req.json();
		if (!isMessage(message) || (form !== null && !isForm(form, message)))
			return refusal(c, 400, 'UNKNOWN_FORM', 'no such message, or no such form of it');
		if (form === null) ledger.forms.delete(message);
		else ledger.forms.set(message, form);
		return c.json({ message, form });
	});
	/** `{row}`: Pull lists it unchanged, even when it is nonsense. */
	app.post('/control/row', async (c) => {
		const { row } = await c.req.json();
		ledger.extraRows.push({ at: clock.now(), row });
		return c.json({ row });
	});
	/** `{receipt}`: the payment goes back to its payer, and we are not asked. */
	app.post('/control/reverse-payment', async (c) => {
		const { receipt } = await c.req.json();
		const payment = ledger.payments.find((each) => each.receipt === receipt && !each.reversed);
		if (!payment) return refusal(c, 404, 'UNKNOWN_RECEIPT', 'no such payment, or it is reversed');
		ledger.reversePayment(payment, clock.now());
		return c.json({ receipt });
	});
	app.post('/control/invalidate-token', (c) => {
		ledger.token = null;
		return c.json({});
	});
}
