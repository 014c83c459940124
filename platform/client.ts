import { hc } from 'hono/client';
import type { Api } from './api/app.ts';

export type { SentCode } from './accounts/send-code.ts';
export type { Offered } from './accounts/wallet-challenge.ts';
export type { Me } from './api/me-of.ts';
export type { DraftProblem } from './drafts/check.ts';
export type { DraftPreview } from './drafts/preview.ts';
export type { DraftSummary, DraftView } from './drafts/view.ts';
export type { Publishing } from './drafts/write-document.ts';
export type { DraftContent, DraftPayee, DraftTier } from './models/draft-content.ts';
export type { Language } from './notify/words.ts';
export type { TeamView } from './teams/team-view.ts';
export type { Team } from './teams/teams-of.ts';

type Options = { fetch?: typeof fetch; headers?: Record<string, string> };

/**
 * The platform's API, typed by the routes themselves. In a browser: `platformClient('/api/platform')`, which sends its
 * cookie. On the web's server: with the visitor's `cookie`, and for changing requests the web's `origin`.
 */
export const platformClient = (url: string, options?: Options) => hc<Api>(url, options);

export type PlatformClient = ReturnType<typeof platformClient>;
