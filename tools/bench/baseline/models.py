from django.db import models


class Day(models.Model):
    date = models.DateField()
    title = models.CharField(max_length=100)


class Person(models.Model):
    name = models.CharField(max_length=100)
    position = models.CharField(max_length=100)


class Presence(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    day = models.ForeignKey(Day, on_delete=models.CASCADE)
    came = models.BooleanField()
