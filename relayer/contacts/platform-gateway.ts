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
	/** Of a postponed event, ISO. */
	startsAt?: string;
	/** Of an event that moved. */
	place?: string;
	/** What an event's team writes to all who hold a ticket. */
	text?: string;
	/** The organizer gave the tickets away. */
	gift?: boolean;
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

/** What all contacts of a person are notified of, about the account that Passa holds for them. `stopCode` opens a page that stops it. */
export type PersonNews = { id: string; language: ContactLanguage } & (
	| { about: 'address'; address: string; usableAt: string; stopCode: string | null }
	| { about: 'passkey_added' | 'passkey_removed' | 'passkeys_renewed' }
);

/** A decision of two people of support, after its wait, that a person's lost passkeys may be replaced. */
export type DoneReset = { id: string; doneAt: string };

/** A code that lets its holder in, for somebody without a smartphone. `expiresAt` in ISO 8601. */
export type StaticPassMessage = {
	phone: string;
	language: ContactLanguage;
	entryCode: string;
	eventName: string;
	expiresAt: string;
};

/** `money`: fans ask for theirs back. `checklist`: something is not ready for the day. */
export type TeamNews = { id: string; eventName: string; about: 'money' | 'checklist' };

/** What the relayer asks of the platform. Every call throws PLATFORM_AWAY if there is no proper answer. */
export type PlatformGateway = {
	/** The numbers and e-mail addresses that a person has proved by codes. */
	contactsOf(person: string): Promise<Contact[]>;
	/** Makes the message once, however often it is called. */
	pass(id: string, content: NoticeContent): Promise<PassedNotice>;
	/** Sends a code by SMS, once for its id (a UUID). */
	sendStaticPass(id: string, message: StaticPassMessage): Promise<PassedNotice>;
	/** Tells all contacts of a person, once for its id. Returns how many they have now. */
	notifyPerson(person: string, news: PersonNews): Promise<number>;
	/** Tells those who answer for an event, once for its id (a UUID): fans ask for their money, or its checklist has a red line. */
	notifyOrganizers(event: string, news: TeamNews): Promise<number>;
	/** The newest reset of the passkeys of an account held by Passa that is done; null: none. */
	doneReset(person: string): Promise<DoneReset | null>;
	/** Null for a notice that the platform does not have. */
	stateOf(id: string): Promise<PassedNotice | null>;
};

const timeoutMilliseconds = 5_000;

type Answer = { ok: boolean; status: number; json(): Promise<unknown> };

/** The platform does not answer, or there is none here. */
export const platformAway = (cause?: unknown): PassaError<'PLATFORM_AWAY'> =>
	new PassaError('PLATFORM_AWAY', 'The platform does not answer. Try again in a moment.', {
		status: 503,
		cause,
	});

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
			throw platformAway(error);
		}
	}
	return {
		async contactsOf(person) {
			return (await read(v1.people[':id'].contacts.$get({ param: { id: person } }), proved)).items;
		},
		pass: (id, json) => read(v1.notices[':id'].$put({ param: { id }, json }), passed),
		sendStaticPass: (id, json) => read(v1['static-passes'][':id'].$put({ param: { id }, json }), passed),
		async notifyPerson(person, json) {
			const asked = v1.people[':id'].news.$put({ param: { id: person }, json });
			return (await read(asked, z.object({ contacts: z.number() }))).contacts;
		},
		async notifyOrganizers(event, json) {
			const asked = v1.events[':event'].news.$put({ param: { event }, json });
			return (await read(asked, z.object({ contacts: z.number() }))).contacts;
		},
		async doneReset(person) {
			const form = z.object({ reset: z.object({ id: z.string(), doneAt: z.string() }).nullable() });
			return (await read(v1.people[':id']['held-reset'].$get({ param: { id: person } }), form)).reset;
		},
		async stateOf(id) {
			const found = z.object({ notice: passed.nullable() });
			return (await read(v1.notices[':id'].$get({ param: { id } }), found)).notice;
		},
	};
}
