import { type AccountWordedCode, accountWords } from '#lib/account/account-words.ts';
import * as m from '#lib/paraglide/messages.js';
import { entryOf } from '#lib/text/entry-of.ts';
import type { Fault } from '#lib/text/failure.ts';
import type { TeamErrorCode } from '#platform/client.ts';

/** The part of a form that a refusal belongs to. */
export type FaultyField = 'to' | 'permissions' | 'events' | 'until' | 'name';

type Words = [FaultyField | null, () => string];

const words = {
	PHONE_NOT_KENYAN: ['to', m.accerr_PHONE_NOT_KENYAN],
	EMAIL_INVALID: ['to', m.accerr_EMAIL_INVALID],
	ALREADY_MEMBER: ['to', m.teamerr_ALREADY_MEMBER],
	TOO_MANY_REQUESTS: ['to', m.accerr_TOO_MANY],
	TEAM_FULL: ['to', m.teamerr_TEAM_FULL],
	GRANT_TOO_WIDE: ['permissions', m.teamerr_GRANT_TOO_WIDE],
	PERMISSIONS_NONE: ['permissions', m.teamerr_PERMISSIONS_NONE],
	EVENTS_NONE: ['events', m.teamerr_EVENTS_NONE],
	DRAFT_NOT_FOUND: ['events', m.teamerr_DRAFT_NOT_FOUND],
	UNTIL_INVALID: ['until', m.teamerr_UNTIL_INVALID],
	UNTIL_PAST: ['until', m.teamerr_UNTIL_PAST],
	NAME_INVALID: ['name', m.accerr_NAME_INVALID],
	NAME_OF_PASSA: ['name', m.accerr_NAME_OF_PASSA],
	MEMBER_HOLDS_MORE: [null, m.teamerr_MEMBER_HOLDS_MORE],
	LAST_MANAGER: [null, m.teamerr_LAST_MANAGER],
	MEMBER_NOT_FOUND: [null, m.teamerr_NOT_FOUND],
	INVITATION_NOT_FOUND: [null, m.teamerr_NOT_FOUND],
	WALLET_NOT_FOUND: [null, m.teamerr_NOT_FOUND],
	TEAM_NOT_FOUND: [null, m.teamerr_NOT_FOUND],
	INVITATION_OVER: [null, m.inv_over],
	INVITATION_NOT_YOURS: [null, m.teamerr_NOT_YOURS],
	FORBIDDEN: [null, m.teamerr_FORBIDDEN],
} satisfies Record<Exclude<TeamErrorCode, AccountWordedCode>, Words> & Record<string, Words>;

export const teamWords = (fault: Fault): string => entryOf(words, fault.code)?.[1]() ?? accountWords(fault);

/** The field that a refusal is shown at; null: above the forms. */
export const fieldOf = ({ code }: Fault): FaultyField | null => entryOf(words, code)?.[0] ?? null;
