/** Payees' roles in an event. A role's place in the list is its number in the contract: contracts/types. */
export const payeeRoles = ['organizer', 'artist', 'venue', 'promoter', 'platform'] as const;
export type PayeeRole = (typeof payeeRoles)[number];
