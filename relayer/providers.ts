/** Payment providers that this code knows. A column that holds one is plain text: a new provider needs no migration. */
export const providers = ['mpesa'] as const;
export type Provider = (typeof providers)[number];
