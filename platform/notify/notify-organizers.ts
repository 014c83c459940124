import { and, arrayContains, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import type { Seal } from '#shared/seal.server.ts';
import { drafts } from '../models/drafts.ts';
import type { Reader } from '../models/schema.ts';
import { members } from '../models/teams.ts';
import { enqueue } from './enqueue.ts';
import { idFor, provedBy } from './notify-contacts.ts';
import { type OrganizerNewsKind, organizerWords } from './organizer-words.ts';

/** What the relayer says of an event. `id` names the message. */
export type OrganizerNews = { id: string; eventName: string; about: OrganizerNewsKind };

/** Who does something about it, and where. */
const answers = {
	money: { permission: 'orders.change', page: 'manage' },
	checklist: { permission: 'checkin.supervise', page: 'checklist' },
} as const;

const lasts = 2 * 24 * 3_600_000;

/**
 * To every number and address of those who may answer for a published event: whose account it is, and members who may do something about it.
 * Each gets it once for its id. Returns to how many contacts it goes: none if the event was not published here.
 */
export async function notifyOrganizers(
	deps: { seal: Seal; clock: Clock; origin: string },
	tx: Reader,
	event: string,
	{ id, eventName, about }: OrganizerNews,
): Promise<number> {
	const { permission, page } = answers[about];
	const createdAt = new Date(deps.clock.now());
	const [draft] = await tx
		.select({ id: drafts.id, account: drafts.account, no: drafts.publishedNo })
		.from(drafts)
		.where(eq(drafts.publishedEvent, event));
	if (!draft) return 0;
	const mayAnswer = await tx
		.select({ person: members.person })
		.from(members)
		.where(
			and(
				eq(members.account, draft.account),
				arrayContains(members.permissions, [permission]),
				or(isNull(members.events), sql`${draft.id} = ANY(${members.events})`),
				or(isNull(members.until), gt(members.until, createdAt)),
			),
		);
	const words = organizerWords(eventName, `${deps.origin}/organizer/events/${draft.no}/${page}`, about);
	const people = new Set([draft.account, ...mayAnswer.map(({ person }) => person)]);
	const contacts = (await Promise.all([...people].map((person) => provedBy(tx, deps, person)))).flat();
	for (const { kind, value } of contacts) {
		const message = { channel: kind === 'phone' ? 'sms' : 'email', to: value, ...words } as const;
		const life = { createdAt, expiresAt: new Date(createdAt.getTime() + lasts), notice: idFor(id, value) };
		await enqueue(tx, deps.seal, message, life);
	}
	return contacts.length;
}
