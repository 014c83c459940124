import { payeeRoles } from '#shared/payee-roles.ts';
import { isolated } from './isolated.ts';
import { roleName } from './roles.ts';

/** A payee within a sentence: the name by the event's document, else the role. */
export const payeeName = (name: string | null | undefined, role: string): string =>
	isolated(name?.trim() || roleName(role));

/** A role's word by the contract's number. */
export const roleOfNumber = (role: number): string => payeeRoles[role] ?? '';
