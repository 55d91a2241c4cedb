from django.urls import path

from contributions import views

app_name = "contributions"

urlpatterns = [
    path("espace/territoires/<int:pk>/contribution/", views.contribution, name="contribution"),
    path("espace/payeurs/<int:pk>/", views.payer, name="payer"),
    path("factures/<slug:number>/", views.invoice, name="invoice"),
    path("factures/<slug:number>.pdf", views.invoice_pdf, name="invoice_pdf"),
    path("avoirs/<slug:number>/", views.credit_note, name="credit_note"),
    path("avoirs/<slug:number>.pdf", views.credit_note_pdf, name="credit_note_pdf"),
]
