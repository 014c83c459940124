import { payeeRoles } from '#shared/payee-roles.ts';
import { isolateBidi } from './isolate-bidi.ts';
import { roleName } from './roles.ts';

/** A payee within a sentence: the name by the event's document, else the role. */
export const payeeName = (name: string | null | undefined, role: string): string =>
	isolateBidi(name?.trim() || roleName(role));

/** A role's word by the contract's number. */
export const roleOfNumber = (role: number): string => payeeRoles[role] ?? '';
