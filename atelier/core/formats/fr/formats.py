"""How Django writes and reads hours and moments in forms, lists and tables; what is not here is its own French.

They are written as elsewhere in the product (`atelier/core/french.py`); a field holds « 09:30 » and reads « 9 h 30 ».
"""

TIME_FORMAT = "G\u00a0\\h\u00a0i"
DATETIME_FORMAT = "j F Y à G\u00a0\\h\u00a0i"
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%Hh%M", "%H h %M", "%H\u00a0h\u00a0%M"]
