import { z } from 'zod';
import { platformClient } from '#platform/client.ts';
import { PassaError } from '#shared/errors.ts';
import { type ContactLanguage, contactKinds, type NoticeKind } from '../models/contacts.ts';
import type { Contact } from './contact.ts';

/** What a notice says. The platform finds the words, and makes the link from its code. */
export type NoticeContent = Contact & {
	language: ContactLanguage;
	about: NoticeKind;
	eventName: string;
	/** Of tickets. */
	qty: number;
	/** Cents of KES that went back; null for tickets. */
	amountKes: string | null;
	/** Null where a wallet bought the order. */
	reference: string | null;
	code: string;
	/** ISO. */
	expiresAt: string;
};

const passed = z.object({
	state: z.enum(['queued', 'sending', 'sent', 'failed', 'expired']),
	reason: z.string().nullable(),
});
/** A message as the platform has it. */
export type PassedNotice = z.infer<typeof passed>;

const proved = z.object({ items: z.array(z.object({ kind: z.enum(contactKinds), value: z.string() })) });

export type NewAddress = { id: string; language: ContactLanguage; address: string; usableAt: string };

/** What the relayer asks of the platform. Every call throws PLATFORM_AWAY if there is no proper answer. */
export type PlatformGateway = {
	/** The numbers and e-mail addresses that a person has proved by codes. */
	contactsOf(person: string): Promise<Contact[]>;
	/** Makes the message once, however often it is called. */
	pass(id: string, content: NoticeContent): Promise<PassedNotice>;
	/** Tells all contacts of a person of a new address for their money, once for its id. */
	tellPerson(person: string, news: NewAddress): Promise<void>;
	/** Null for a notice that the platform does not have. */
	stateOf(id: string): Promise<PassedNotice | null>;
};

const timeoutMilliseconds = 5_000;

type Answer = { ok: boolean; status: number; json(): Promise<unknown> };

const away = (cause?: unknown) => new PassaError('PLATFORM_AWAY', 'the platform does not answer', { cause });

/** `token` is the one between services. */
export function platformGateway(url: string, token: string): PlatformGateway {
	const { v1 } = platformClient(url, {
		headers: { authorization: `Bearer ${token}` },
		fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMilliseconds) }),
	});
	async function read<T>(asked: Promise<Answer>, form: z.ZodType<T>): Promise<T> {
		try {
			const answer = await asked;
			if (answer.ok) return form.parse(await answer.json());
			throw new Error(`HTTP ${answer.status}`);
		} catch (error) {
			throw away(error);
		}
	}
	return {
		async contactsOf(person) {
			return (await read(v1.people[':id'].contacts.$get({ param: { id: person } }), proved)).items;
		},
		pass: (id, json) => read(v1.notices[':id'].$put({ param: { id }, json }), passed),
		async tellPerson(person, json) {
			await read(
				v1.people[':id'].news.$put({ param: { id: person }, json }),
				z.object({ contacts: z.number() }),
			);
		},
		async stateOf(id) {
			const found = z.object({ notice: passed.nullable() });
			return (await read(v1.notices[':id'].$get({ param: { id } }), found)).notice;
		},
	};
}
