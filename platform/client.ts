import { hc } from 'hono/client';
import type { CallAuthError } from './accounts/call-auth.ts';
import type { UnlinkIdentityError } from './accounts/unlink-identity.ts';
import type { Api } from './api/app.ts';
import type { CallNetworkError } from './call-network.ts';
import type { DeleteDraftError } from './drafts/delete-draft.ts';
import type { MarkPublishedError } from './drafts/mark-published.ts';
import type { SessionOfEventError } from './drafts/session-of-event.ts';
import type { CreateDraftError, SaveDraftError } from './drafts/store.ts';
import type { WriteDetailsDocumentError } from './drafts/write-details-document.ts';
import type { WriteDocumentError } from './drafts/write-document.ts';
import type { WriteTierDocumentError } from './drafts/write-tier-document.ts';
import type { FactorError } from './factors/factors.ts';
import type { PasskeyError } from './factors/passkeys.ts';
import type { ResetError } from './factors/reset-factors.ts';
import type { CropPictureError } from './media/crop-picture.ts';
import type { UploadPictureError } from './media/upload-picture.ts';
import type { HoldForPayeeError, OfferPayeeWalletError, PayeeWalletError } from './payees/answer-payee.ts';
import type { InvitePayeeError } from './payees/invite-payee.ts';
import type { WithdrawPayeeError } from './payees/withdraw-payee.ts';
import type { AcceptInvitationError } from './teams/accept-invitation.ts';
import type { ActingSessionError } from './teams/acting-session.ts';
import type { ChangeMemberError } from './teams/change-member.ts';
import type { CreateTeamError } from './teams/create-team.ts';
import type { InviteError } from './teams/invite.ts';
import type { LeaveTeamError } from './teams/leave-team.ts';
import type { LinkWalletError, OfferLinkError } from './teams/link-wallet.ts';
import type { RemoveMemberError } from './teams/remove-member.ts';
import type { UnlinkWalletError } from './teams/unlink-wallet.ts';
import type { WithdrawInvitationError } from './teams/withdraw-invitation.ts';

export type { SentCode } from './accounts/send-code.ts';
export type { Offered } from './accounts/wallet-challenge.ts';
export type { Me } from './api/me-of.ts';
export type { DraftProblem } from './drafts/draft-problem.ts';
export type { PayeeInvitationView } from './drafts/payee-answers.ts';
export type { DraftPreview } from './drafts/preview.ts';
export type { DraftSummary, DraftView } from './drafts/view.ts';
export type { Publishing } from './drafts/write-document.ts';
export type { DraftContent, DraftPayee, DraftTier } from './models/draft-content.ts';
export type { Language } from './notify/words.ts';
export type { TeamView } from './teams/team-view.ts';
export type { Team } from './teams/teams-of.ts';

/** Every code by which the routes of sign-in and of the person's own account refuse. */
export type AccountErrorCode = (
	| CallAuthError
	| UnlinkIdentityError
	| FactorError
	| PasskeyError
	| ResetError
)['code'];

/** Every code by which the routes of teams, invitations and publishing wallets refuse. */
export type TeamErrorCode = (
	| ActingSessionError
	| CreateTeamError
	| InviteError
	| WithdrawInvitationError
	| AcceptInvitationError
	| ChangeMemberError
	| RemoveMemberError
	| LeaveTeamError
	| OfferLinkError
	| LinkWalletError
	| UnlinkWalletError
)['code'];

/** Every code by which the routes of drafts refuse. */
export type DraftErrorCode = (
	| ActingSessionError
	| CreateDraftError
	| SaveDraftError
	| DeleteDraftError
	| WriteDocumentError
	| MarkPublishedError
	| CallNetworkError
)['code'];

/** Every code by which the routes of published events refuse. */
export type EventErrorCode = (
	| ActingSessionError
	| SessionOfEventError
	| WriteTierDocumentError
	| WriteDetailsDocumentError
)['code'];

/** Every code by which the routes of pictures refuse. */
export type PictureErrorCode = (ActingSessionError | UploadPictureError | CropPictureError)['code'];
/** Every code by which the routes of payees' invitations refuse. */
export type PayeeErrorCode = (
	| ActingSessionError
	| InvitePayeeError
	| WithdrawPayeeError
	| OfferPayeeWalletError
	| PayeeWalletError
	| HoldForPayeeError
)['code'];

type Options = { fetch?: typeof fetch; headers?: Record<string, string> };

/**
 * The platform's API, typed by the routes themselves. In a browser: `platformClient('/api/platform')`, which sends its
 * cookie. On the web's server: with the visitor's `cookie`, and for changing requests the web's `origin`.
 */
export const platformClient = (url: string, options?: Options) => hc<Api>(url, options);

export type PlatformClient = ReturnType<typeof platformClient>;
