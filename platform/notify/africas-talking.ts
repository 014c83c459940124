import { z } from 'zod';
import { type Messenger, NotSent } from './messenger.ts';

export type AfricasTalking = {
	/** https://api.africastalking.com, or the sandbox's. */
	url: string;
	username: string;
	apiKey: string;
	/** A registered sender id; without one the provider's own is used. */
	from?: string | undefined;
};

const timeoutMilliseconds = 15_000;
/** Processed, sent, queued. */
const taken = new Set([100, 101, 102]);
/** Permanent refusals (no such number, not for SMS, opted out): a retry would get the same answer. */
const hopeless = new Set([403, 404, 406]);

const answerSchema = z.object({
	SMSMessageData: z.object({
		Recipients: z.array(z.object({ statusCode: z.coerce.number().int(), status: z.string() })),
	}),
});

/** Africa's Talking, bulk SMS: a form is sent, and a failure for a recipient comes inside a 201. */
export const africasTalking = (config: AfricasTalking): Messenger => ({
	async send({ to, text }) {
		const form = new URLSearchParams({
			username: config.username,
			to: `+${to}`,
			message: text,
			bulkSMSMode: '1',
			...(config.from ? { from: config.from } : {}),
		});
		const recipient = recipientOf(await post(config, form));
		if (!recipient) throw new NotSent('SMS_NO_RECIPIENT');
		const { statusCode } = recipient;
		if (!taken.has(statusCode)) throw new NotSent(`SMS_${statusCode}`, { final: hopeless.has(statusCode) });
	},
});

async function post({ url, apiKey }: AfricasTalking, form: URLSearchParams): Promise<unknown> {
	let response: Response;
	try {
		response = await fetch(new URL('/version1/messaging', url), {
			method: 'POST',
			headers: { apiKey, accept: 'application/json' },
			body: form,
			signal: AbortSignal.timeout(timeoutMilliseconds),
		});
	} catch (cause) {
		throw new NotSent('SMS_UNREACHABLE', { cause, unclear: !isRefused(cause) });
	}
	if (response.status === 201) return response.json().catch(() => null);
	throw new NotSent(`SMS_HTTP_${response.status}`);
}

/** Failures before a connection was there: nothing was sent. */
const refused = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'UND_ERR_CONNECT_TIMEOUT',
]);

const isRefused = (error: unknown): boolean =>
	refused.has(((error as Error).cause as { code?: string } | undefined)?.code ?? '');

function recipientOf(answer: unknown): { statusCode: number } | undefined {
	const parsed = answerSchema.safeParse(answer);
	if (!parsed.success) throw new NotSent('SMS_ANSWER_UNKNOWN', { unclear: true });
	return parsed.data.SMSMessageData.Recipients[0];
}
