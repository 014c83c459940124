/** Roles that the contract knows. A role's place in the list is its number on chain: contracts/types. */
export const chainRoles = ['organizer', 'artist', 'venue', 'promoter', 'platform'] as const;

/** Payees' roles. Those that the contract does not know stand after its own: only the event's document names them. */
export const payeeRoles = [...chainRoles, 'sound', 'security', 'agent', 'other'] as const;
export type PayeeRole = (typeof payeeRoles)[number];

/** The contract has no role for those who work for the event: they are promoters to it, which gives no right. */
const worker = chainRoles.indexOf('promoter');

/** A role's number on chain. */
export function chainRoleOf(role: PayeeRole): number {
	const known = (chainRoles as readonly string[]).indexOf(role);
	return known === -1 ? worker : known;
}

/** The role that people see: the document's, if the number on chain agrees with it; else the contract's. */
export function shownRole(onChain: number, written: string | undefined): PayeeRole {
	const role = payeeRoles.find((each) => each === written);
	return role !== undefined && chainRoleOf(role) === onChain ? role : (chainRoles[onChain] ?? 'other');
}
