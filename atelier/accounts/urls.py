"""The doors of allauth that a product without passwords opens."""

from allauth.account import views
from django.urls import include, path
from django.views.generic import RedirectView

from atelier.accounts import openid
from atelier.accounts.code_limits import limit_codes
from atelier.accounts.session_revocation import clear_site_data
from atelier.accounts.views import identity

urlpatterns = [
    path("connexion/", limit_codes(views.login, field="login"), name="account_login"),
    path("connexion/code/", views.confirm_login_code, name="account_confirm_login_code"),
    path(
        "connexion/nouveau-code/",
        limit_codes(views.request_login_code, field="email"),
        name="account_request_login_code",
    ),
    path("inscription/", limit_codes(views.signup, field="email"), name="account_signup"),
    path("inscription/code/", views.email_verification_sent, name="account_email_verification_sent"),
    path("deconnexion/", clear_site_data(views.logout), name="account_logout"),
    path("qui-etes-vous/", identity, name="account_identity"),
    path("ferme/", views.account_inactive, name="account_inactive"),
    # The library leads there when an address is not verified; here the code that signs in verifies it.
    path("courriel/", RedirectView.as_view(pattern_name="account_login"), name="account_email"),
    path("confirmation/", views.reauthenticate, name="account_reauthenticate"),
    path("identite/", openid.begin, name="openid_connect_login"),
    path("identite/retour/", openid.finish, name="openid_connect_callback"),
    path("second-facteur/", include("allauth.mfa.urls")),
]
