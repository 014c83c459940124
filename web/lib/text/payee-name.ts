import { payeeRoles } from '#shared/payee-roles.ts';
import { roleName } from './roles.ts';

/**
 * A payee within a sentence: the name by the event's document, else the role. The name comes from people, so it stands
 * between isolates (U+2068, U+2069), which keep its direction from the rest of the sentence.
 */
export const payeeName = (name: string | null | undefined, role: string): string =>
	`\u2068${name?.trim() || roleName(role)}\u2069`;

/** A role's word by the contract's number. */
export const roleOfNumber = (role: number): string => payeeRoles[role] ?? '';
