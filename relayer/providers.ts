/** Payment providers that this code knows. Their columns are plain text, so a new provider needs no migration. */
export const providers = ['mpesa'] as const;
export type Provider = (typeof providers)[number];
