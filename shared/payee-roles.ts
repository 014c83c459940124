/** What a payee is to an event, by the contract's number: contracts/types. */
export const payeeRoles = ['organizer', 'artist', 'venue', 'promoter', 'platform'] as const;
export type PayeeRole = (typeof payeeRoles)[number];
