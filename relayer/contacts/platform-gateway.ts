import { platformClient } from '#platform/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { ContactLanguage, NoticeKind } from '../models/contacts.ts';
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

/** A message as the platform has it. */
export type PassedNotice = {
	state: 'queued' | 'sending' | 'sent' | 'failed' | 'expired';
	reason: string | null;
};

/** What the relayer asks of the platform. Every call throws PLATFORM_AWAY where there is no proper answer. */
export type PlatformGateway = {
	/** The numbers and e-mail addresses that a person has proved by codes. */
	contactsOf(person: string): Promise<Contact[]>;
	/** Makes the message once, however often it is called. */
	pass(id: string, content: NoticeContent): Promise<PassedNotice>;
	/** Null for a notice that the platform does not have. */
	stateOf(id: string): Promise<PassedNotice | null>;
};

const timeoutMilliseconds = 5_000;

type Answer<T> = { ok: boolean; status: number; json(): Promise<T> };

const away = (cause?: unknown) => new PassaError('PLATFORM_AWAY', 'the platform does not answer', { cause });

/** `token` is the one between services. */
export function platformGateway(url: string, token: string): PlatformGateway {
	const { v1 } = platformClient(url, {
		headers: { authorization: `Bearer ${token}` },
		fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMilliseconds) }),
	});
	async function read<T>(asked: Promise<Answer<T>>): Promise<T> {
		const answer = await asked.catch((error) => {
			throw away(error);
		});
		if (answer.ok) return answer.json();
		throw away(new Error(`HTTP ${answer.status}`));
	}
	return {
		async contactsOf(person) {
			const { items } = await read(v1.people[':id'].contacts.$get({ param: { id: person } }));
			return items;
		},
		pass: (id, json) => read(v1.notices[':id'].$put({ param: { id }, json })),
		async stateOf(id) {
			const { notice } = await read(v1.notices[':id'].$get({ param: { id } }));
			return notice;
		},
	};
}
