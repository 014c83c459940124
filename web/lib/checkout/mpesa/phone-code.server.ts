import type { RequestEvent } from '@sveltejs/kit';
import type { RelayerClient } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { phoneProofSeconds } from '#shared/phone-proof.server.ts';
import { codeIn, sentBefore } from '../../account/sent-to.ts';
import { getLocale } from '../../paraglide/runtime.js';
import { deviceToken } from '../../server/device.server.ts';
import { outboxIsOpen, platformFor } from '../../server/platform.server.ts';
import { relayerFor } from '../../server/relayer.server.ts';
import { unwrap } from '../../unwrap.ts';
import type { PhoneCodeSent } from './phone-code-sent.ts';

/** Why the relayer or the platform refused. `sent`: the form asks for this code. */
export type PhoneFault = {
	code: string;
	message: string;
	status: number;
	/** The tier of a cart that it is about; null: all of it. */
	refusedTier: number | null;
	sent: PhoneCodeSent | null;
};

type Shown = Omit<PhoneCodeSent, 'phone' | 'outbox'>;

const proofCookie = 'phone_proof';
const faults = ['CODE_WRONG', 'TOO_MANY_REQUESTS'];

/** A client of the relayer for a buyer: with all that shows who asks. `token`: the order's, or the session's. */
export async function relayerForBuyer(
	event: RequestEvent,
	token: string | null,
	session: string | null,
): Promise<RelayerClient> {
	return relayerFor({
		token,
		address: event.getClientAddress(),
		device: await deviceToken(event),
		// Each proves numbers of its own.
		phoneProof: [event.cookies.get(proofCookie), session].filter(Boolean).join(' '),
	});
}

/** What a phone is proved for: its message says so. */
type Purpose = 'pay' | 'sell' | 'pass';

/**
 * Asks the relayer for a prompt, or to sell a ticket. Where the phone must be proved first, a code is sent to it, and the form's next try brings
 * it along. Returns the fault if no prompt was asked for.
 */
export async function askWithCode(
	event: RequestEvent,
	form: FormData,
	ask: () => Promise<void>,
	to: Purpose = 'pay',
): Promise<PhoneFault | null> {
	const text = (name: string) => String(form.get(name) ?? '').trim();
	const phone = text('phone');
	// A number that was changed since needs another code, or none.
	const shown =
		text('code_phone') === phone && phone !== '' ? await shownCode(event, phone, shownIn(text)) : null;
	try {
		if (form.has('resend')) return { ...refusalOf(needed()), sent: await sendCode(event, phone, to) };
		if (shown) await verifyPhone(event, phone, codeIn(text('code')), to);
		await ask();
		return null;
	} catch (error) {
		if (!(error instanceof PassaError)) throw error;
		if (error.code === 'PHONE_CODE_NEEDED' && phone !== '') return afterSending(event, phone, error, to);
		return { ...refusalOf(error), sent: faults.includes(error.code) ? shown : null };
	}
}

const refusalOf = ({ code, message, status, detail }: PassaError) => ({
	code,
	message,
	status,
	refusedTier: tierOf(detail.field),
});

function tierOf(field: unknown): number | null {
	const [, tier] = /^tiers\.(\d+)$/.exec(String(field)) ?? [];
	return tier === undefined ? null : Number(tier);
}
const needed = () => new PassaError('PHONE_CODE_NEEDED', '', { status: 403 });

/** What the form showed of its code, as it sends it back. */
const shownIn = (text: (name: string) => string): Shown => ({
	label: text('code_to'),
	digits: text('code_digits') === '16' ? 16 : 6,
	before: Number.isNaN(Date.parse(text('code_before'))) ? null : text('code_before'),
});

const shownCode = async (event: RequestEvent, phone: string, shown: Shown): Promise<PhoneCodeSent> => ({
	...shown,
	phone,
	outbox: await outboxIsOpen(event),
});

async function afterSending(
	event: RequestEvent,
	phone: string,
	error: PassaError,
	to: Purpose,
): Promise<PhoneFault> {
	try {
		return { ...refusalOf(error), sent: await sendCode(event, phone, to) };
	} catch (failure) {
		if (!(failure instanceof PassaError)) throw failure;
		return { ...refusalOf(failure), sent: null };
	}
}

async function sendCode(event: RequestEvent, phone: string, to: Purpose): Promise<PhoneCodeSent> {
	await deviceToken(event);
	const language = getLocale() === 'sw' ? 'sw' : 'en';
	const json = { phone, language, to } as const;
	const sent = await unwrap(platformFor(event).v1['phone-code'].$post({ json }));
	return shownCode(event, phone, { label: sent.to, digits: sent.digits, before: sentBefore(sent) });
}

/** At sign-out: the next person at this browser has not proved these phones. */
export const forgetPhoneProof = ({ cookies }: RequestEvent): void =>
	cookies.delete(proofCookie, { path: '/' });

/** Keeps the proof in a cookie that no script can read, so that the next tries need no code. */
async function verifyPhone(
	event: RequestEvent,
	phone: string,
	code: string | null,
	to: Purpose,
): Promise<void> {
	if (code === null) throw new PassaError('CODE_WRONG', '');
	const json = { phone, code, to };
	const { token } = await unwrap(platformFor(event).v1['phone-code'].verify.$post({ json }));
	event.cookies.set(proofCookie, token, {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure: event.url.protocol === 'https:',
		maxAge: phoneProofSeconds,
	});
}
